package org.bouclier.node.accounts;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouclier.node.NodeApplication;
import org.bouclier.node.TestPostgres;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.http.ResponseEntity;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * A test on the whole node, with a real server on a real port and a real database. Tests that carry
 * it share one node, so each makes people and tokens of its own.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(classes = NodeApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT)
@ContextConfiguration(initializers = TestPostgres.Node.class)
@Import(AccountsTestNode.Parts.class)
@interface AccountsTestNode {

  /** A request with this header goes through all of security, and stops before the method. */
  String STOP = "X-Stop-Before-The-Method";

  /** What the answer is then: a status that nothing else gives. */
  int STOPPED = 299;

  /** What differs from the node as it is run. */
  @TestConfiguration(proxyBeanMethods = false)
  class Parts {

    @Bean
    @Primary
    MovableClock movableClock() {
      return new MovableClock(Instant.parse("2026-11-22T14:05:00Z"));
    }

    @Bean
    @Primary
    CountingEncoder countingEncoder() {
      // The real one takes 19 MiB at each sign-in (BoundedPasswordEncoderTest): this one, 64 KiB.
      return new CountingEncoder(new Argon2PasswordEncoder(16, 32, 1, 64, 1));
    }

    @Bean
    WebMvcConfigurer stop() {
      return new WebMvcConfigurer() {
        @Override
        public void addInterceptors(InterceptorRegistry interceptors) {
          interceptors.addInterceptor(new Stop()).order(Integer.MAX_VALUE);
        }
      };
    }

    @Bean
    Cast cast(People people, Tokens tokens) {
      return new Cast(people, tokens);
    }

    @Bean
    ProbeController probeController() {
      return new ProbeController();
    }
  }

  /** Routes that no desk has yet; {@code TestComponent} keeps them out of other tests' nodes. */
  @RestController
  @TestComponent
  class ProbeController {

    @GetMapping("/api/v1/probe/without-rule")
    String withoutRule() {
      return "reached";
    }

    @AllowSignedIn
    @Allow(Permission.READ_ALERTS)
    @GetMapping("/api/v1/probe/two-rules")
    String twoRules() {
      return "reached";
    }

    @Allow(Permission.READ_ALERTS)
    @GetMapping("/api/v1/probe/later")
    Callable<String> later() {
      return () -> Actor.current().label();
    }

    @Allow(Permission.READ_ALERTS)
    @GetMapping("/api/v1/probe/failure")
    ResponseEntity<Void> failure() {
      throw new IllegalStateException("a secret that no answer may show");
    }
  }

  /** Counts how often a password is looked at. */
  final class CountingEncoder implements PasswordEncoder {

    private final PasswordEncoder encoder;
    private final AtomicInteger looks = new AtomicInteger();

    CountingEncoder(PasswordEncoder encoder) {
      this.encoder = encoder;
    }

    int looks() {
      return looks.get();
    }

    @Override
    public @Nullable String encode(@Nullable CharSequence password) {
      return encoder.encode(password);
    }

    @Override
    public boolean matches(@Nullable CharSequence password, @Nullable String encoded) {
      looks.incrementAndGet();
      return encoder.matches(password, encoded);
    }

    @Override
    public boolean upgradeEncoding(@Nullable String encoded) {
      return encoder.upgradeEncoding(encoded);
    }
  }

  /** Stops a request that asks for it. */
  final class Stop implements HandlerInterceptor {
    @Override
    public boolean preHandle(
        HttpServletRequest request, HttpServletResponse response, Object handler) {
      if (request.getHeader(STOP) == null) {
        return true;
      }
      response.setStatus(STOPPED);
      return false;
    }
  }
}
