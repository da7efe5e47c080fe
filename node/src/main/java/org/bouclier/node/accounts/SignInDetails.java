package org.bouclier.node.accounts;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.WebUtils;

/**
 * From where somebody tries to sign in.
 *
 * @param address of the caller, as the connection shows it
 * @param browser the secret that this node left in the browser at a former sign-in; null if none
 */
record SignInDetails(String address, @Nullable String browser) {

  static SignInDetails of(HttpServletRequest request, CookieNames cookies) {
    var cookie = WebUtils.getCookie(request, cookies.browser());
    return new SignInDetails(request.getRemoteAddr(), cookie == null ? null : cookie.getValue());
  }
}
