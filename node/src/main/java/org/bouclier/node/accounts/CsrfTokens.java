package org.bouclier.node.accounts;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.security.web.csrf.CsrfTokenRepository;
import org.springframework.security.web.csrf.HttpSessionCsrfTokenRepository;

/**
 * The token of forms: in the session of whoever is signed in, in a cookie before. A cookie alone
 * could be planted by a neighbouring site of the same domain; a session for every passer-by at the
 * sign-in page would let anyone fill the memory. Both are Spring Security's own.
 */
final class CsrfTokens implements CsrfTokenRepository {

  private final CsrfTokenRepository inSession = new HttpSessionCsrfTokenRepository();
  private final CookieCsrfTokenRepository inCookie = new CookieCsrfTokenRepository();

  private final SecurityContextRepository sessions;

  CsrfTokens(SecurityContextRepository sessions, CookieNames cookies) {
    this.sessions = sessions;
    inCookie.setCookieName(cookies.form());
    inCookie.setCookiePath("/");
    // The names under which the other repository asks for it, so that a page need not know which.
    inCookie.setParameterName("_csrf");
    inCookie.setHeaderName("X-CSRF-TOKEN");
    inCookie.setCookieCustomizer(cookie -> cookie.sameSite("Strict"));
  }

  @Override
  public CsrfToken generateToken(HttpServletRequest request) {
    return of(request).generateToken(request);
  }

  @Override
  public void saveToken(
      @Nullable CsrfToken token, HttpServletRequest request, HttpServletResponse response) {
    of(request).saveToken(token, request, response);
  }

  @Override
  public @Nullable CsrfToken loadToken(HttpServletRequest request) {
    return of(request).loadToken(request);
  }

  private CsrfTokenRepository of(HttpServletRequest request) {
    return sessions.containsContext(request) ? inSession : inCookie;
  }
}
