package org.bouclier.node.intelligence;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** Refusals of the API as RFC 9457 wants them: a stable code, a sentence in French. */
final class ApiProblem {

  private ApiProblem() {}

  /** To be thrown. */
  static ErrorResponseException of(HttpStatus status, String code, String detail) {
    var problem = ProblemDetail.forStatusAndDetail(status, detail);
    problem.setTitle("Demande refusée");
    problem.setProperty("code", code);
    return new ErrorResponseException(status, problem, null);
  }

  /** To be thrown for something that does not exist. */
  static ErrorResponseException absent(String what) {
    return of(HttpStatus.NOT_FOUND, "intelligence.unknown", what);
  }
}
