package org.bouclier.node.accounts;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.csrf.CsrfException;

/**
 * Refusals as people read them: whoever is not signed in is led to the sign-in page and back, the
 * others get a page that says what happened and what to do ({@link ErrorController}).
 */
final class PageRefusals implements AuthenticationEntryPoint, AccessDeniedHandler {

  @Override
  public void commence(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException cause)
      throws IOException {
    var why = decided(request, Refusal.SESSION_MISSING);
    if (why != Refusal.SESSION_MISSING) {
      response.sendError(why.status());
      return;
    }
    boolean reading = request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
    String query = request.getQueryString();
    String here =
        reading ? request.getRequestURI() + (query == null ? "" : "?" + query) : OwnPath.HOME;
    if (request.getHeader("HX-Request") != null) { // a fragment: the whole page must go, not it
      response.setStatus(why.status());
      response.setHeader("HX-Redirect", OwnPath.signInThen(OwnPath.HOME));
    } else if (asksPage(request)) {
      response.setStatus(HttpServletResponse.SC_SEE_OTHER);
      response.setHeader(HttpHeaders.LOCATION, OwnPath.signInThen(here));
    } else {
      response.sendError(why.status());
    }
  }

  @Override
  public void handle(
      HttpServletRequest request, HttpServletResponse response, AccessDeniedException cause)
      throws IOException {
    var why =
        cause instanceof CsrfException
            ? Refusal.FORM_EXPIRED
            : decided(request, Refusal.PERMISSION_MISSING);
    request.setAttribute(Refusal.ATTRIBUTE, why);
    response.sendError(why.status());
  }

  private static Refusal decided(HttpServletRequest request, Refusal otherwise) {
    return request.getAttribute(Refusal.ATTRIBUTE) instanceof Refusal refusal ? refusal : otherwise;
  }

  /** A stream of events or a script's call would follow the redirection and not understand. */
  private static boolean asksPage(HttpServletRequest request) {
    String accept = request.getHeader(HttpHeaders.ACCEPT);
    return accept == null || !(accept.contains("json") || accept.contains("event-stream"));
  }
}
