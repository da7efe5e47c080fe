package org.bouclier.node.accounts;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.core.Authentication;
import org.springframework.web.ErrorResponse;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.util.ServletRequestPathUtils;

/** Decides who may take a route: by what is written on the method that would answer. */
final class RouteRules implements AuthorizationManager<HttpServletRequest> {

  /*
   * The rule stands on the method, beside its path, so that whoever reads or adds a route sees who
   * may take it, and nobody keeps a second list of paths in step (docs/adr, "route rules").
   *
   * For each request, the framework's own mapping is asked which method would answer. No method: the
   * answer is 404, so nothing that is not a controller's method is ever reached, but the static
   * files and the two addresses where Spring Security's filters register passkeys. A method without
   * a rule is closed. Which method was authorised is noted on the request, and SameRoute verifies
   * just before the call that it is the one called.
   */

  /** The request's attribute that holds the authorised method. */
  static final String AUTHORISED = RouteRules.class.getName() + ".AUTHORISED";

  static final String STATIC_FILES = "/static/";

  /** Answered by Spring Security's own filters, behind this decision. */
  static final Map<String, RouteRule> PASSKEYS =
      Map.of("/webauthn/register", new RouteRule.SignedIn());

  private static final Set<String> READING = Set.of("GET", "HEAD");
  private static final AuthorizationDecision GRANTED = new AuthorizationDecision(true);
  private static final AuthorizationDecision DENIED = new AuthorizationDecision(false);

  private final Supplier<HandlerMapping> mapping;
  private final Map<Method, RouteRule> rules = new ConcurrentHashMap<>();

  /**
   * @param mapping of the controllers' methods; asked late, because it needs the controllers
   */
  RouteRules(Supplier<HandlerMapping> mapping) {
    this.mapping = mapping;
  }

  @Override
  public AuthorizationResult authorize(
      Supplier<? extends @Nullable Authentication> caller, HttpServletRequest request) {
    Object handler;
    try {
      handler = find(request);
    } catch (Exception refused) { // no method fits exactly: wrong verb, wrong format
      return deny(
          request,
          refused instanceof ErrorResponse response
              ? Refusal.ofStatus(response.getStatusCode().value())
              : Refusal.REQUEST_INVALID);
    }
    if (handler instanceof HandlerMethod method) {
      var decision = decide(ruleOf(method.getMethod()), caller, request);
      if (decision.isGranted()) {
        request.setAttribute(AUTHORISED, method.getMethod());
      }
      return decision;
    }
    String path = ServletRequestPathUtils.getParsedRequestPath(request).value();
    var passkeys = PASSKEYS.get(path);
    if (passkeys != null && HttpMethod.POST.matches(request.getMethod())) {
      return decide(passkeys, caller, request);
    }
    return path.startsWith(STATIC_FILES) && READING.contains(request.getMethod())
        ? GRANTED
        : deny(request, Refusal.ROUTE_UNKNOWN);
  }

  private AuthorizationDecision decide(
      RouteRule rule,
      Supplier<? extends @Nullable Authentication> caller,
      HttpServletRequest request) {
    if (rule instanceof RouteRule.Anyone) {
      return GRANTED; // without asking who calls: no session is opened, no row is read
    }
    if (!(caller.get() instanceof ActorAuthentication actor)) {
      return deny(request, Refusal.SESSION_MISSING);
    }
    if (rule.opensTo(actor)) {
      return GRANTED;
    }
    return deny(
        request,
        rule instanceof RouteRule.SignedIn ? Refusal.PERSON_ONLY : Refusal.PERMISSION_MISSING);
  }

  /** The rule of a method, read once. */
  RouteRule ruleOf(Method method) {
    return rules.computeIfAbsent(method, RouteRule::of);
  }

  private @Nullable Object find(HttpServletRequest request) throws Exception {
    if (!ServletRequestPathUtils.hasParsedRequestPath(request)) {
      ServletRequestPathUtils.parseAndCache(request);
    }
    var chain = mapping.get().getHandler(request);
    return chain == null ? null : chain.getHandler();
  }

  private static AuthorizationDecision deny(HttpServletRequest request, Refusal why) {
    request.setAttribute(Refusal.ATTRIBUTE, why);
    return DENIED;
  }
}
