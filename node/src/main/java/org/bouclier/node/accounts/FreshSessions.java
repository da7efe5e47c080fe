package org.bouclier.node.accounts;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.context.DeferredSecurityContext;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;

/**
 * Sessions whose person is read again at each request that asks who calls: one row by its key. An
 * account that is closed, a password changed elsewhere, a role given or taken count at the next
 * click, with no list of sessions to keep right.
 */
final class FreshSessions extends HttpSessionSecurityContextRepository {

  private final SignIn signIn;

  FreshSessions(SignIn signIn) {
    this.signIn = signIn;
  }

  @Override
  public DeferredSecurityContext loadDeferredContext(HttpServletRequest request) {
    return new Fresh(super.loadDeferredContext(request), request);
  }

  /** Keeps this session, under a new number, when a person ends all of theirs. */
  void stay(PersonPrincipal person, HttpServletRequest request, HttpServletResponse response) {
    request.changeSessionId();
    saveContext(new SecurityContextImpl(signIn.stay(person)), request, response);
  }

  private final class Fresh implements DeferredSecurityContext {

    private final Supplier<SecurityContext> stored;
    private final HttpServletRequest request;
    private @Nullable SecurityContext fresh;
    private boolean generated;

    Fresh(Supplier<SecurityContext> stored, HttpServletRequest request) {
      this.stored = stored;
      this.request = request;
    }

    @Override
    public SecurityContext get() {
      var known = fresh;
      if (known == null) {
        known = read();
        fresh = known;
      }
      return known;
    }

    @Override
    public boolean isGenerated() {
      get();
      return generated;
    }

    private SecurityContext read() {
      if (stored.get().getAuthentication() instanceof ActorAuthentication held
          && held.actor() instanceof PersonPrincipal person) {
        var renewed = signIn.renew(person);
        if (renewed.isPresent()) {
          return new SecurityContextImpl(renewed.get());
        }
        var session = request.getSession(false);
        if (session != null) {
          session.invalidate();
        }
      }
      generated = true;
      return SecurityContextHolder.createEmptyContext();
    }
  }
}
