package org.bouclier.node.accounts;

import static org.springframework.security.web.header.writers.CrossOriginOpenerPolicyHeaderWriter.CrossOriginOpenerPolicy.SAME_ORIGIN;
import static org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy.NO_REFERRER;

import java.util.List;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.ExceptionTranslationFilter;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.AuthenticationEntryPointFailureHandler;
import org.springframework.security.web.authentication.AuthenticationFilter;
import org.springframework.security.web.authentication.session.ChangeSessionIdAuthenticationStrategy;
import org.springframework.security.web.authentication.session.CompositeSessionAuthenticationStrategy;
import org.springframework.security.web.context.RequestAttributeSecurityContextRepository;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.context.request.async.WebAsyncManagerIntegrationFilter;
import org.springframework.security.web.csrf.CsrfAuthenticationStrategy;
import org.springframework.security.web.header.Header;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.security.web.header.writers.StaticHeadersWriter;
import org.springframework.security.web.savedrequest.NullRequestCache;
import org.springframework.security.web.webauthn.authentication.WebAuthnAuthenticationFilter;
import org.springframework.security.web.webauthn.authentication.WebAuthnAuthenticationProvider;

/**
 * The two ways in, both closed unless {@link RouteRules} opens.
 *
 * <p>Programs present a token at each request and pass six filters, none of which opens a session,
 * keeps a saved request or reads a form: the full chain takes 45 % of the processor of a small
 * request, and log shippers send thousands a second. People have a session and the full chain.
 */
final class FilterChains {

  /** What a page may load: what this node serves, and nothing written in the page itself. */
  static final String CONTENT_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; font-src 'self'; form-action 'self'; frame-ancestors 'none';"
          + " base-uri 'none'";

  private static final String PERMISSIONS =
      "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=(),"
          + " publickey-credentials-create=(self), publickey-credentials-get=(self)";

  private FilterChains() {}

  /** The way of programs. */
  static SecurityFilterChain programs(RouteRules rules, TokenSignIn tokens) {
    var refusals = new ApiRefusals();
    var contexts = new RequestAttributeSecurityContextRepository();
    var authentication = new AuthenticationFilter(tokens, new TokenConverter());
    authentication.setSecurityContextRepository(contexts); // for what is answered later, in ASYNC
    authentication.setSuccessHandler((_, _, _) -> {});
    authentication.setFailureHandler(new AuthenticationEntryPointFailureHandler(refusals));
    var translation = new ExceptionTranslationFilter(refusals, new NullRequestCache());
    translation.setAccessDeniedHandler(refusals);
    return new DefaultSecurityFilterChain(
        new ProgramRequest(),
        new SecurityContextHolderFilter(contexts),
        new WebAsyncManagerIntegrationFilter(),
        new HeaderWriterFilter(List.of(apiHeaders())),
        authentication,
        translation,
        new AuthorizationFilter(rules));
  }

  /** The way of people. */
  static SecurityFilterChain people(
      HttpSecurity http,
      RouteRules rules,
      AuthenticationManager passwords,
      WebAuthnAuthenticationProvider passkeys,
      FreshSessions sessions,
      SignIn signIn,
      AuditRegister audit,
      SignInSuccess success,
      CookieNames cookies)
      throws Exception {
    var refusals = new PageRefusals();
    var forms = new CsrfTokens(sessions, cookies);
    http.securityContext(contexts -> contexts.securityContextRepository(sessions))
        .requestCache(requests -> requests.disable())
        .csrf(csrf -> csrf.csrfTokenRepository(forms))
        .authenticationManager(passwords)
        .formLogin(form ->
            form.loginPage("/connexion")
                .usernameParameter("identifiant")
                .passwordParameter("motdepasse")
                .authenticationDetailsSource(request -> SignInDetails.of(request, cookies))
                .successHandler(success)
                .failureHandler(new SignInFailure()))
        .webAuthn(webAuthn ->
            webAuthn
                .disableDefaultRegistrationPage(true)
                .withObjectPostProcessor(
                    new ObjectPostProcessor<WebAuthnAuthenticationFilter>() {
                      @Override
                      public <O extends WebAuthnAuthenticationFilter> O postProcess(O filter) {
                        filter.setAuthenticationManager(
                            new PasskeySignIn(new ProviderManager(passkeys), signIn, audit));
                        filter.setSecurityContextRepository(sessions);
                        // As the framework does for the form, and does not for this filter.
                        filter.setSessionAuthenticationStrategy(
                            new CompositeSessionAuthenticationStrategy(
                                List.of(
                                    new ChangeSessionIdAuthenticationStrategy(),
                                    new CsrfAuthenticationStrategy(forms))));
                        filter.setAuthenticationSuccessHandler(success);
                        return filter;
                      }
                    }))
        .logout(logout ->
            logout
                .logoutUrl("/deconnexion")
                .logoutSuccessUrl("/connexion?sortie")
                .deleteCookies(cookies.session()))
        .exceptionHandling(exceptions ->
            exceptions.authenticationEntryPoint(refusals).accessDeniedHandler(refusals))
        .headers(headers ->
            headers
                .contentSecurityPolicy(policy -> policy.policyDirectives(CONTENT_POLICY))
                .referrerPolicy(referrer -> referrer.policy(NO_REFERRER))
                .permissionsPolicyHeader(permissions -> permissions.policy(PERMISSIONS))
                .crossOriginOpenerPolicy(opener -> opener.policy(SAME_ORIGIN)))
        .authorizeHttpRequests(requests ->
            requests
                .anyRequest()
                .access((caller, context) -> rules.authorize(caller, context.getRequest())));
    return http.build();
  }

  private static StaticHeadersWriter apiHeaders() {
    return new StaticHeadersWriter(
        List.of(
            new Header("Cache-Control", "no-store"),
            new Header("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
            new Header("Referrer-Policy", "no-referrer"),
            new Header("X-Content-Type-Options", "nosniff")));
  }
}
