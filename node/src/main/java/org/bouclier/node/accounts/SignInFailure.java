package org.bouclier.node.accounts;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;

/**
 * After a sign-in that failed: the page again, with what was typed but the password, how many
 * attempts were refused, and when the next one is looked at.
 */
final class SignInFailure implements AuthenticationFailureHandler {

  static final String PATH = "/connexion/refus";
  static final String NAME = "bouclier.sign-in.refused";

  @Override
  public void onAuthenticationFailure(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
      throws IOException, ServletException {
    if (!(failure instanceof RefusedSignInException refused)) {
      request.setAttribute(Refusal.ATTRIBUTE, Refusal.NODE_BUSY);
      response.sendError(Refusal.NODE_BUSY.status());
      return;
    }
    response.setStatus(
        refused.tooSoon() ? Refusal.TOO_SOON.status() : HttpServletResponse.SC_UNAUTHORIZED);
    long seconds = refused.standing().delay().plusMillis(999).toSeconds();
    if (seconds > 0) {
      response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
    }
    request.setAttribute(NAME, refused);
    request.getRequestDispatcher(PATH).forward(request, response);
  }
}
