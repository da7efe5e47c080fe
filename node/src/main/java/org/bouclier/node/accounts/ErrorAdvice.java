package org.bouclier.node.accounts;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/**
 * Requests that the framework could not bring to a controller's method, or a method refused with an
 * {@code ErrorResponseException}: problem details with a code for a program, the page of {@link
 * ErrorController} for a browser. A detail that a desk wrote itself, with a code, is kept.
 */
@ControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
class ErrorAdvice extends ResponseEntityExceptionHandler {

  private final ProgramRequest programs = new ProgramRequest();

  @ExceptionHandler(RefusedException.class)
  @Nullable ResponseEntity<Object> refused(RefusedException refused, WebRequest request) {
    var problem =
        ApiRefusals.problem(
            refused.status(),
            refused.code(),
            Refusal.ofStatus(refused.status().value()).title(),
            refused.getMessage());
    return handleExceptionInternal(refused, problem, new HttpHeaders(), refused.status(), request);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleExceptionInternal(
      Exception failure,
      @Nullable Object body,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    if (!(request instanceof ServletWebRequest web)) {
      return super.handleExceptionInternal(failure, body, headers, status, request);
    }
    HttpServletRequest asked = web.getRequest();
    if (programs.matches(asked)) {
      // The framework gives the body apart, or leaves it in the exception that a desk threw.
      Object given =
          body == null && failure instanceof ErrorResponse thrown ? thrown.getBody() : body;
      var problem =
          given instanceof ProblemDetail detail && hasCode(detail)
              ? detail
              : ApiRefusals.problem(Refusal.ofStatus(status.value()));
      return ResponseEntity.status(status)
          .headers(headers)
          .contentType(MediaType.APPLICATION_PROBLEM_JSON)
          .body(problem);
    }
    var response = web.getResponse();
    if (response != null && !response.isCommitted()) {
      try {
        response.sendError(status.value());
      } catch (IOException gone) {
        throw new UncheckedIOException(gone);
      }
    }
    return null;
  }

  private static boolean hasCode(ProblemDetail detail) {
    var properties = detail.getProperties();
    return properties != null && properties.containsKey("code");
  }
}
