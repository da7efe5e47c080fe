package org.bouclier.node.accounts;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.HttpHeaders;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * Tells programs from browsers: by the path of an API, or because it presents a token. A browser
 * never sends an {@code Authorization} header on its own to this node, which never asks for one in
 * the way that browsers answer: so what has one needs no protection against forged forms.
 */
final class ProgramRequest implements RequestMatcher {

  @Override
  public boolean matches(HttpServletRequest request) {
    if (request.getHeader(HttpHeaders.AUTHORIZATION) != null) {
      return true;
    }
    Object failed = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
    String path = failed instanceof String uri ? uri : request.getRequestURI();
    return path.startsWith("/api/")
        || path.startsWith("/taxii2/")
        || path.startsWith("/_") // Elasticsearch's, which shippers speak
        || path.endsWith("/_bulk");
  }
}
