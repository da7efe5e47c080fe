package org.bouclier.node.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.request;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.Cookie;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.security.web.csrf.DefaultCsrfToken;
import org.springframework.security.web.csrf.HttpSessionCsrfTokenRepository;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.handler.AbstractHandlerMapping;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.servlet.resource.ResourceHttpRequestHandler;

/**
 * Every route of every desk, asked by everyone. What each may take is told here from the annotation
 * alone, by a few lines that share nothing with the code that decides; and the question goes
 * through the whole of security, up to the step before the method.
 */
@AccountsTestNode
class RouteRulesTest {

  /** Fewer would mean that the routes were not found. */
  private static final int AT_LEAST = 35;

  @Autowired WebApplicationContext context;
  @Autowired RequestMappingHandlerMapping mapping;
  @Autowired RouteRules rules;
  @Autowired Cast cast;
  @Autowired SignIn signIn;
  @Autowired CookieNames names;
  private MockMvc node;

  private static final String FORM = "0b8a5d3e-token-of-forms";

  /** One route: a verb, a path with its variables filled in, and the method that answers. */
  private record Route(HttpMethod verb, String path, Method method, RequestMappingInfo info) {
    @Override
    public String toString() {
      return verb + " " + path + " (" + method.getName() + ")";
    }
  }

  /**
   * Somebody who asks.
   *
   * @param token of a machine; null for a person
   * @param permissions what they hold
   */
  private record Caller(
      String name,
      @Nullable ActorAuthentication person,
      @Nullable String token,
      Set<Permission> permissions) {}

  @BeforeEach
  void open() {
    node =
        MockMvcBuilders.webAppContextSetup(context)
            .addFilters(context.getBean("springSecurityFilterChain", Filter.class))
            .build();
  }

  @Test
  void every_route_has_exactly_one_rule() {
    var routes = routes();
    var wrong = new TreeSet<String>();
    for (Route route : routes) {
      long rulesOfRoute =
          Stream.of(Allow.class, AllowAnyone.class, AllowSignedIn.class)
              .filter(route.method()::isAnnotationPresent)
              .count();
      if (rulesOfRoute != 1) {
        wrong.add(route + " has " + rulesOfRoute + " rules");
      }
    }
    assertThat(wrong)
        .containsExactlyInAnyOrder(
            "GET /api/v1/probe/two-rules (twoRules) has 2 rules",
            "GET /api/v1/probe/without-rule (withoutRule) has 0 rules");
    assertThat(routes).hasSizeGreaterThanOrEqualTo(AT_LEAST);
    assertThat(routes)
        .extracting(Route::path)
        .contains("/connexion", "/comptes", "/jetons", "/audit", "/mon-compte", "/maintenant");
  }

  @Test
  void every_public_route_says_why() {
    for (Route route : routes()) {
      var anyone = route.method().getAnnotation(AllowAnyone.class);
      if (anyone != null) {
        assertThat(anyone.because()).as(route.toString()).hasSizeGreaterThan(20);
      }
    }
  }

  @Test
  void everyone_gets_what_the_rule_says_and_nothing_else() throws Exception {
    var callers = callers();
    var routes = routes();
    var surprises = new ArrayList<String>();
    var count = new TreeMap<String, Integer>();
    int asked = 0;
    for (Route route : routes) {
      for (Caller caller : callers) {
        if (!isFor(route, caller, routes)) {
          continue;
        }
        asked++;
        boolean expected = mayTake(route, caller);
        int status = ask(route, caller);
        boolean taken = status == AccountsTestNode.STOPPED;
        boolean refused = status == 401 || status == 403 || status == 303;
        if (taken != expected || taken == refused) {
          surprises.add(caller.name() + " on " + route + ": " + status);
        }
        count.merge(taken ? "taken" : "refused", 1, Integer::sum);
      }
    }
    assertThat(surprises).isEmpty();
    assertThat(callers).hasSize(1 + 1 + Role.values().length + Permission.values().length + 1);
    assertThat(count.get("taken") + count.get("refused")).isEqualTo(asked);
    assertThat(asked).isGreaterThan(routes.size() * callers.size() * 9 / 10);
    assertThat(count.get("taken")).as("both answers are common").isGreaterThan(200);
    assertThat(count.get("refused")).isGreaterThan(200);
  }

  @Test
  void only_controllers_and_static_files_answer() {
    var others = new TreeSet<String>();
    int seen = 0;
    for (var one : context.getBeansOfType(AbstractHandlerMapping.class).entrySet()) {
      if (one.getValue() instanceof RequestMappingHandlerMapping) {
        seen++;
      } else if (one.getValue()
          instanceof org.springframework.web.servlet.handler.AbstractUrlHandlerMapping urls) {
        urls.getHandlerMap()
            .forEach((path, handler) -> {
              if (!(handler instanceof ResourceHttpRequestHandler)) {
                others.add(path);
              }
            });
      }
    }
    assertThat(seen).isEqualTo(1);
    assertThat(others).isEmpty();
  }

  @Test
  void a_path_without_method_is_unknown_to_all_even_if_a_file_is_there() throws Exception {
    for (String path :
        List.of(
            "/static-outside",
            "/bouclier.css",
            "/webjars/htmx.org/2.0.10/dist/htmx.min.js",
            "/actuator",
            "/actuator/env",
            "/favicon.ico",
            "/login",
            "/logout",
            "/webauthn/register/anything",
            "/default-ui.css")) {
      int status =
          node.perform(request(HttpMethod.GET, path).session(session(administrator())))
              .andReturn()
              .getResponse()
              .getStatus();
      assertThat(status).as(path).isEqualTo(404);
    }
    assertThat(get("/static/bouclier.css")).isEqualTo(200);
    assertThat(get("/static/nothing-of-that-name")).isEqualTo(404);
    assertThat(
            node.perform(withForm(request(HttpMethod.DELETE, "/static/bouclier.css"), null))
                .andReturn()
                .getResponse()
                .getStatus())
        .isEqualTo(404);
  }

  @Test
  void a_method_whose_rule_was_not_asked_is_not_called() throws Exception {
    var request = new MockHttpServletRequest("GET", "/connexion");
    request.setDispatcherType(DispatcherType.REQUEST);
    var method = SignInController.class.getDeclaredMethods()[0];
    var other = AuditController.class.getDeclaredMethods()[0];
    var handler = new HandlerMethod(context.getBean(SignInController.class), method);
    var guard = new SameRoute();

    org.assertj.core.api.Assertions.assertThatThrownBy(() ->
            guard.preHandle(
                request, new org.springframework.mock.web.MockHttpServletResponse(), handler))
        .isInstanceOf(AccessDeniedException.class);
    request.setAttribute(RouteRules.AUTHORISED, other);
    org.assertj.core.api.Assertions.assertThatThrownBy(() ->
            guard.preHandle(
                request, new org.springframework.mock.web.MockHttpServletResponse(), handler))
        .isInstanceOf(AccessDeniedException.class);
    request.setAttribute(RouteRules.AUTHORISED, method);
    assertThat(
            guard.preHandle(
                request, new org.springframework.mock.web.MockHttpServletResponse(), handler))
        .isTrue();
  }

  /** The twin of the code under test: the annotation, read naively. */
  private static boolean mayTake(Route route, Caller caller) {
    var allow = route.method().getAnnotation(Allow.class);
    boolean signedIn = route.method().isAnnotationPresent(AllowSignedIn.class);
    boolean anyone = route.method().isAnnotationPresent(AllowAnyone.class);
    if ((allow != null ? 1 : 0) + (signedIn ? 1 : 0) + (anyone ? 1 : 0) != 1) {
      return false;
    }
    if (anyone) {
      return true;
    }
    boolean api =
        Stream.of("/api/", "/taxii2/", "/_").anyMatch(route.path()::startsWith)
            || route.path().endsWith("/_bulk");
    if (api && caller.token() == null) {
      return false; // a session is for pages: an API asks for a token, whoever is signed in
    }
    return signedIn && caller.person() != null
        || allow != null && caller.permissions().contains(allow.value());
  }

  private List<Caller> callers() {
    var callers = new ArrayList<Caller>();
    callers.add(new Caller("nobody", null, null, Set.of()));
    callers.add(new Caller("somebody without role", person(Set.of()), null, Set.of()));
    for (Role role : Role.values()) {
      callers.add(new Caller(role.name(), person(Set.of(role)), null, role.permissions()));
    }
    for (Permission permission : Permission.values()) {
      callers.add(
          new Caller("token " + permission, null, cast.token(permission), Set.of(permission)));
    }
    callers.add(
        new Caller(
            "local operator",
            null,
            context.getBean(org.bouclier.node.site.ControlToken.class).value(),
            EnumSet.allOf(Permission.class)));
    return callers;
  }

  private ActorAuthentication administrator() {
    return person(EnumSet.allOf(Role.class));
  }

  private ActorAuthentication person(Set<Role> roles) {
    var person = cast.person(roles.toArray(Role[]::new));
    return signIn.open(person.login(), 0).orElseThrow();
  }

  /*
   * Sessions and tokens of forms as the node itself makes them. Those of spring-security-test put
   * repositories of their own into the chain of filters, for good: every test that shares this node
   * would then look at them, and no more at ours.
   */

  private static MockHttpSession session(ActorAuthentication person) {
    var session = new MockHttpSession();
    session.setAttribute(
        HttpSessionSecurityContextRepository.SPRING_SECURITY_CONTEXT_KEY,
        new SecurityContextImpl(person));
    session.setAttribute(
        HttpSessionCsrfTokenRepository.class.getName() + ".CSRF_TOKEN",
        new DefaultCsrfToken("X-CSRF-TOKEN", "_csrf", FORM));
    return session;
  }

  private MockHttpServletRequestBuilder withForm(
      MockHttpServletRequestBuilder request, @Nullable ActorAuthentication person) {
    byte[] token = FORM.getBytes(StandardCharsets.UTF_8);
    // Masked as pages send it, by a mask of zeros.
    byte[] masked = ByteBuffer.allocate(2 * token.length).put(token.length, token).array();
    request.header("X-CSRF-TOKEN", Base64.getUrlEncoder().encodeToString(masked));
    return person == null
        ? request.cookie(new Cookie(names.form(), FORM))
        : request.session(session(person));
  }

  /**
   * Two routes may share a path, one of them for those who send a token: each is asked by its own.
   */
  private static boolean isFor(Route route, Caller caller, List<Route> routes) {
    boolean forTokens = !route.info().getHeadersCondition().isEmpty();
    boolean shared =
        routes.stream()
            .anyMatch(other ->
                !other.equals(route)
                    && other.verb().equals(route.verb())
                    && other.path().equals(route.path())
                    && !other.info().getHeadersCondition().isEmpty());
    return caller.token() == null ? !forTokens : !shared;
  }

  private int ask(Route route, Caller caller) throws Exception {
    var asked = request(route.verb(), route.path()).header(AccountsTestNode.STOP, "yes");
    var consumes = route.info().getConsumesCondition().getConsumableMediaTypes();
    consumes.stream().findFirst().ifPresent(type -> asked.contentType(plain(type)));
    var produces = route.info().getProducesCondition().getProducibleMediaTypes();
    asked.accept(produces.stream().findFirst().orElse(MediaType.ALL));
    route
        .info()
        .getParamsCondition()
        .getExpressions()
        .forEach(wanted -> asked.param(wanted.getName(), String.valueOf(wanted.getValue())));
    if (caller.token() != null) {
      asked.header("Authorization", "Bearer " + caller.token());
    } else {
      withForm(asked, caller.person());
    }
    return node.perform(asked).andReturn().getResponse().getStatus();
  }

  private static MediaType plain(MediaType type) {
    return type.isConcrete() ? type : MediaType.APPLICATION_OCTET_STREAM;
  }

  private int get(String path) throws Exception {
    return node.perform(request(HttpMethod.GET, path)).andReturn().getResponse().getStatus();
  }

  private List<Route> routes() {
    var routes = new LinkedHashMap<String, Route>();
    for (Map.Entry<RequestMappingInfo, HandlerMethod> one :
        mapping.getHandlerMethods().entrySet()) {
      for (String pattern : one.getKey().getPatternValues()) {
        var verbs = one.getKey().getMethodsCondition().getMethods();
        for (var verb :
            verbs.isEmpty()
                ? Set.of(org.springframework.web.bind.annotation.RequestMethod.GET)
                : verbs) {
          var route =
              new Route(
                  verb.asHttpMethod(), filled(pattern), one.getValue().getMethod(), one.getKey());
          routes.put(route.toString(), route);
        }
      }
    }
    return List.copyOf(routes.values());
  }

  /** Any value will do for a variable: the method is never called. */
  private static String filled(String pattern) {
    return pattern
        .replaceAll("\\{\\*[^}]*}", "/x/y")
        .replaceAll("\\{[^}]*}", "00000000-0000-4000-8000-000000000000")
        .replace("**", "x")
        .replace("*", "x");
  }
}
