package org.bouclier.node.accounts;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.springframework.core.annotation.AnnotatedElementUtils;

/** Who may take a route, as its method says. */
sealed interface RouteRule {

  /** The public, with the reason why that is safe. */
  record Anyone(String because) implements RouteRule {}

  /** Every person signed in; no machine. */
  record SignedIn() implements RouteRule {}

  /** Whoever holds a permission. */
  record Holding(Permission permission) implements RouteRule {}

  /** Nobody: the method says nothing, or contradicts itself. */
  record Closed(String because) implements RouteRule {}

  /** Reads the rule of a controller's method. */
  static RouteRule of(Method method) {
    var rules = new ArrayList<RouteRule>();
    var allow = AnnotatedElementUtils.findMergedAnnotation(method, Allow.class);
    if (allow != null) {
      rules.add(new Holding(allow.value()));
    }
    var anyone = AnnotatedElementUtils.findMergedAnnotation(method, AllowAnyone.class);
    if (anyone != null) {
      rules.add(new Anyone(anyone.because()));
    }
    if (AnnotatedElementUtils.hasAnnotation(method, AllowSignedIn.class)) {
      rules.add(new SignedIn());
    }
    return rules.size() == 1
        ? rules.getFirst()
        : new Closed("a route has one rule, this one has " + rules.size() + ": " + List.of(method));
  }

  /** Whether the rule opens the route to an actor. */
  default boolean opensTo(ActorAuthentication caller) {
    return switch (this) {
      case Anyone _ -> true;
      case SignedIn _ -> caller.actor() instanceof PersonPrincipal;
      case Holding(Permission permission) -> caller.permissions().contains(permission);
      case Closed _ -> false;
    };
  }
}
