package org.bouclier.node.accounts;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Verifies, just before a controller's method is called, that it is the one whose rule was asked. A
 * filter that changed the path in between, or a security chain that was left out, ends here.
 */
final class SameRoute implements HandlerInterceptor {

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    if (handler instanceof HandlerMethod method
        && !method.getMethod().equals(request.getAttribute(RouteRules.AUTHORISED))) {
      throw new AccessDeniedException("no rule was asked for " + method);
    }
    return true;
  }
}
