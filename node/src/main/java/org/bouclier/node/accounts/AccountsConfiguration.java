package org.bouclier.node.accounts;

import jakarta.servlet.SessionTrackingMode;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import org.bouclier.node.site.ControlToken;
import org.bouclier.node.site.PagesAddress;
import org.bouclier.node.site.Site;
import org.bouclier.node.web.Desk;
import org.bouclier.node.web.LiveStream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.servlet.ServletContextInitializer;
import org.springframework.boot.web.servlet.ServletListenerRegistrationBean;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.authentication.dao.DaoAuthenticationProvider;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.webauthn.authentication.WebAuthnAuthenticationProvider;
import org.springframework.security.web.webauthn.management.JdbcPublicKeyCredentialUserEntityRepository;
import org.springframework.security.web.webauthn.management.JdbcUserCredentialRepository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** The desk of accounts, from its tables up to the two chains of filters. */
@Configuration(proxyBeanMethods = false)
class AccountsConfiguration {

  /** A session of somebody not signed in yet holds the challenge of a passkey, and nothing else. */
  private static final Duration ANONYMOUS_IDLE = Duration.ofMinutes(5);

  @Bean
  AccountsSql accountsSql(JdbcClient jdbc) {
    return new AccountsSql(jdbc);
  }

  @Bean
  AuditRegister auditRegister(AccountsSql sql, Clock clock) {
    return new AuditRegister(sql, clock);
  }

  @Bean
  PasswordEncoder passwordEncoder() {
    return BoundedPasswordEncoder.argon2();
  }

  @Bean
  CookieNames cookieNames(Site site) {
    return CookieNames.of(site);
  }

  @Bean
  Passkeys passkeys(JdbcOperations jdbc, AuditRegister audit, Site site, PagesAddress pages) {
    var tables = SchemaJdbc.of(jdbc);
    return new Passkeys(
        new JdbcPublicKeyCredentialUserEntityRepository(tables),
        new JdbcUserCredentialRepository(tables),
        audit,
        () -> PasskeyParty.of(site.name(), site.pages(), pages.port()));
  }

  @Bean
  People people(
      AccountsSql sql,
      AuditRegister audit,
      Passkeys passkeys,
      PasswordEncoder encoder,
      PlatformTransactionManager transactions,
      LiveStream live,
      Clock clock) {
    return new People(
        sql,
        audit,
        passkeys,
        new PasswordPolicy(),
        encoder,
        new TransactionTemplate(transactions),
        live::recheck,
        clock);
  }

  @Bean
  Tokens tokens(
      AccountsSql sql, AuditRegister audit, PlatformTransactionManager transactions, Clock clock) {
    return new Tokens(sql, audit, new TransactionTemplate(transactions), clock);
  }

  @Bean
  SourceTokens sourceTokens(Tokens tokens) {
    return new SourceTokens(tokens);
  }

  @Bean
  SignIn signIn(AccountsSql sql, Clock clock) {
    return new SignIn(sql, clock);
  }

  @Bean
  Presence presence(SignIn signIn) {
    return new Presence(signIn);
  }

  @Bean
  FreshSessions freshSessions(SignIn signIn) {
    return new FreshSessions(signIn);
  }

  @Bean
  PersonDetailsSource personDetailsSource(AccountsSql sql) {
    return new PersonDetailsSource(sql);
  }

  @Bean
  RouteRules routeRules(
      @Qualifier("requestMappingHandlerMapping")
          ObjectProvider<RequestMappingHandlerMapping> mapping) {
    Supplier<HandlerMapping> late = mapping::getObject;
    return new RouteRules(late);
  }

  @Bean
  WebMvcConfigurer sameRoute() {
    return new WebMvcConfigurer() {
      @Override
      public void addInterceptors(InterceptorRegistry interceptors) {
        interceptors.addInterceptor(new SameRoute()).order(Integer.MIN_VALUE);
      }
    };
  }

  @Bean
  @Order(1)
  SecurityFilterChain programs(RouteRules rules, Tokens tokens, ControlToken control) {
    return FilterChains.programs(rules, new TokenSignIn(tokens, control));
  }

  @Bean
  @Order(2)
  SecurityFilterChain persons(
      HttpSecurity http,
      RouteRules rules,
      PersonDetailsSource details,
      PasswordEncoder encoder,
      AccountsSql sql,
      PlatformTransactionManager transactions,
      Clock clock,
      SignIn signIn,
      FreshSessions sessions,
      People people,
      Passkeys passkeys,
      AuditRegister audit,
      CookieNames cookies)
      throws Exception {
    var throttle = new SignInThrottle(sql, new TransactionTemplate(transactions), clock);
    return FilterChains.people(
        http,
        rules,
        passwords(details, encoder, throttle, signIn, people, audit),
        new WebAuthnAuthenticationProvider(passkeys, details),
        sessions,
        signIn,
        audit,
        new SignInSuccess(signIn, people, cookies),
        cookies);
  }

  private static AuthenticationManager passwords(
      PersonDetailsSource details,
      PasswordEncoder encoder,
      SignInThrottle throttle,
      SignIn signIn,
      People people,
      AuditRegister audit) {
    var check = new DaoAuthenticationProvider(details);
    check.setPasswordEncoder(encoder);
    check.setUserDetailsPasswordService(details);
    return new ProviderManager(new PasswordSignIn(check, throttle, signIn, people, audit));
  }

  @Bean
  ServletContextInitializer sessionCookie(CookieNames cookies) {
    return context -> {
      var cookie = context.getSessionCookieConfig();
      cookie.setName(cookies.session());
      cookie.setHttpOnly(true);
      cookie.setAttribute("SameSite", "Lax");
      // Secure is added by the container for each request that came by TLS.
      context.setSessionTrackingModes(Set.of(SessionTrackingMode.COOKIE));
    };
  }

  @Bean
  ServletListenerRegistrationBean<HttpSessionListener> anonymousSessions() {
    return new ServletListenerRegistrationBean<>(
        new HttpSessionListener() {
          @Override
          public void sessionCreated(HttpSessionEvent event) {
            event.getSession().setMaxInactiveInterval((int) ANONYMOUS_IDLE.toSeconds());
          }
        });
  }

  @Bean
  ApplicationListener<ApplicationReadyEvent> firstAdministrator(People people, PagesAddress pages) {
    // The standard output of the process, in UTF-8 whatever the locale of the terminal says.
    var out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    var first = new FirstAdministrator(people, pages::atTheMachine, out);
    return _ -> first.invite();
  }

  @Bean
  Desk peopleDesk() {
    return new Desk("Comptes", "/comptes", "people", Permission.HANDLE_ACCOUNTS.name(), 70);
  }

  @Bean
  Desk tokensDesk() {
    return new Desk("Jetons", "/jetons", "tokens", Permission.HANDLE_ACCOUNTS.name(), 75);
  }

  @Bean
  Desk auditDesk() {
    return new Desk("Audit", "/audit", "audit", Permission.READ_AUDIT.name(), 80);
  }
}
