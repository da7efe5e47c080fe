package org.bouclier.node.accounts;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.json.ProblemDetailJacksonMixin;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import tools.jackson.databind.json.JsonMapper;

/**
 * Refusals as programs read them: RFC 9457 problem details, with {@code code} stable and {@code
 * detail} in French; 401 carries the challenge of RFC 6750, section 3.
 */
final class ApiRefusals implements AuthenticationEntryPoint, AccessDeniedHandler {

  private final JsonMapper json =
      JsonMapper.builder().addMixIn(ProblemDetail.class, ProblemDetailJacksonMixin.class).build();

  /** No token, or one that opens nothing. */
  @Override
  public void commence(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException cause)
      throws IOException {
    var why = cause instanceof RefusedTokenException refused ? refused.why() : decided(request);
    write(request, response, why == Refusal.SESSION_MISSING ? Refusal.TOKEN_MISSING : why);
  }

  /** A token that does not open this. */
  @Override
  public void handle(
      HttpServletRequest request, HttpServletResponse response, AccessDeniedException cause)
      throws IOException {
    write(request, response, decided(request));
  }

  private static Refusal decided(HttpServletRequest request) {
    return request.getAttribute(Refusal.ATTRIBUTE) instanceof Refusal refusal
        ? refusal
        : Refusal.SESSION_MISSING;
  }

  private void write(HttpServletRequest request, HttpServletResponse response, Refusal why)
      throws IOException {
    response.setStatus(why.status());
    if (why.status() == HttpServletResponse.SC_UNAUTHORIZED) {
      response.setHeader(
          HttpHeaders.WWW_AUTHENTICATE,
          why == Refusal.TOKEN_MISSING
              ? "Bearer realm=\"bouclier\""
              : "Bearer realm=\"bouclier\", error=\"invalid_token\", error_description=\""
                  + why.code()
                  + "\"");
    }
    response.setContentType(type(request.getHeader(HttpHeaders.ACCEPT)).toString());
    byte[] body = json.writeValueAsBytes(problem(why));
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  /** Some clients, as those of Elastic, choke on a type that they did not ask for. */
  private static MediaType type(@Nullable String accept) {
    try {
      var asked = MediaType.parseMediaTypes(accept);
      boolean takes =
          asked.isEmpty()
              || asked.stream().anyMatch(one -> one.includes(MediaType.APPLICATION_PROBLEM_JSON));
      return takes ? MediaType.APPLICATION_PROBLEM_JSON : MediaType.APPLICATION_JSON;
    } catch (InvalidMediaTypeException malformed) {
      return MediaType.APPLICATION_PROBLEM_JSON;
    }
  }

  /** A refusal as problem details. */
  static ProblemDetail problem(Refusal why) {
    return problem(HttpStatus.valueOf(why.status()), why.code(), why.title(), why.remedy());
  }

  /** Problem details with a code of ours. */
  static ProblemDetail problem(HttpStatus status, String code, String title, String detail) {
    var problem = ProblemDetail.forStatusAndDetail(status, detail);
    problem.setTitle(title);
    problem.setProperty("code", code);
    return problem;
  }
}
