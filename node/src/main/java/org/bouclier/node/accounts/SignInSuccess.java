package org.bouclier.node.accounts;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.bouclier.node.web.Language;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseCookie;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;
import tools.jackson.databind.json.JsonMapper;

/**
 * After a sign-in: the session lives as one in use, the browser is known from now on, and the
 * person goes on to the page that had been asked for.
 */
final class SignInSuccess implements AuthenticationSuccessHandler {

  static final Duration IDLE = Duration.ofMinutes(30);

  private static final String LANGUAGE = "langue"; // of web.PageAdvice
  private static final Duration LANGUAGE_KEPT = Duration.ofDays(365);

  private final SignIn signIn;
  private final People people;
  private final CookieNames cookies;
  private final JsonMapper json = JsonMapper.builder().build();

  SignInSuccess(SignIn signIn, People people, CookieNames cookies) {
    this.signIn = signIn;
    this.people = people;
    this.cookies = cookies;
  }

  @Override
  public void onAuthenticationSuccess(
      HttpServletRequest request, HttpServletResponse response, Authentication authentication)
      throws IOException {
    if (!(authentication.getPrincipal() instanceof PersonPrincipal person)) {
      throw new IllegalStateException("only people sign in: " + authentication.getName());
    }
    request.getSession().setMaxInactiveInterval((int) IDLE.toSeconds());
    rememberBrowser(request, response, person);
    people
        .find(person.id())
        .map(Person::language)
        .ifPresent(
            language -> response.addHeader(HttpHeaders.SET_COOKIE, cookie(request, language)));
    String target = OwnPath.orHome(request.getParameter(OwnPath.PARAMETER));
    if (request.getRequestURI().equals("/connexion")) {
      response.setStatus(HttpServletResponse.SC_SEE_OTHER);
      response.setHeader(HttpHeaders.LOCATION, target);
    } else { // a passkey, from a script, which goes there itself
      response.setContentType(MediaType.APPLICATION_JSON_VALUE);
      response.getOutputStream().write(json.writeValueAsBytes(Map.of("redirectUrl", target)));
    }
  }

  private void rememberBrowser(
      HttpServletRequest request, HttpServletResponse response, PersonPrincipal person) {
    String held = SignInDetails.of(request, cookies).browser();
    String secret =
        held != null && signIn.isKnown(held, person.login()) ? held : Secret.random().text();
    signIn.remember(secret, person.id());
    response.addHeader(
        HttpHeaders.SET_COOKIE,
        cookie(request, cookies.browser(), secret, SignIn.BROWSER_KNOWN)
            .sameSite("Strict")
            .build()
            .toString());
  }

  /** The cookie by which pages know a language. */
  static String cookie(HttpServletRequest request, Language language) {
    return cookie(request, LANGUAGE, language.code(), LANGUAGE_KEPT)
        .sameSite("Lax")
        .build()
        .toString();
  }

  private static ResponseCookie.ResponseCookieBuilder cookie(
      HttpServletRequest request, String name, String value, Duration kept) {
    return ResponseCookie.from(name, value)
        .path("/")
        .maxAge(kept)
        .httpOnly(true)
        .secure(request.isSecure());
  }
}
