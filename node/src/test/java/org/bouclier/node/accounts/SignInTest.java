package org.bouclier.node.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.catalina.Context;
import org.bouclier.node.accounts.AccountsTestNode.CountingEncoder;
import org.bouclier.node.web.LiveStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

/** Sign-in by password, sessions and forms, on the real server. */
@AccountsTestNode
class SignInTest {

  @LocalServerPort int port;
  @Autowired Cast cast;
  @Autowired People people;
  @Autowired AuditRegister audit;
  @Autowired MovableClock clock;
  @Autowired CountingEncoder encoder;
  @Autowired CookieNames names;
  @Autowired LiveStream live;
  @Autowired ServletWebServerApplicationContext server;

  /** All of these tests come from one address: what one refused does not slow the next. */
  @BeforeEach
  void a_day_has_passed() {
    clock.advance(Duration.ofHours(25));
  }

  @Test
  void a_person_signs_in_goes_where_they_were_going_and_signs_out() {
    var person = cast.person(Role.ADMINISTRATOR);
    var browser = new Browser(port);

    var asked = browser.get("/comptes?apres=b");
    assertThat(asked.statusCode()).isEqualTo(303);
    assertThat(location(asked)).isEqualTo("/connexion?vers=%2Fcomptes%3Fapres%3Db");
    assertThat(browser.cookies()).as("no session for passers-by").isEmpty();

    var form = browser.get("/connexion?vers=%2Fcomptes%3Fapres%3Db");
    assertThat(form.body()).contains("name=\"vers\" value=\"/comptes?apres=b\"");
    assertThat(browser.cookies()).containsOnlyKeys(names.form());
    var in =
        browser.post(
            "/connexion",
            Map.of(
                "identifiant",
                " " + person.login().toUpperCase(Locale.ROOT) + " ",
                "motdepasse",
                Cast.PASSWORD,
                "vers",
                "/comptes?apres=b"));
    assertThat(in.statusCode()).isEqualTo(303);
    assertThat(location(in)).isEqualTo("/comptes?apres=b");
    assertThat(browser.get("/comptes").statusCode()).isEqualTo(200);
    assertThat(location(browser.get("/connexion"))).endsWith("/maintenant");

    var out = browser.post("/deconnexion", Map.of());
    assertThat(location(out)).endsWith("/connexion?sortie");
    assertThat(browser.get("/comptes").statusCode()).isEqualTo(303);
    assertThat(browser.get("/connexion?sortie").body()).contains("Vous êtes déconnecté.");
  }

  @Test
  void after_signing_in_nobody_is_led_to_another_site() {
    var person = cast.person();
    for (String elsewhere :
        Set.of("https://example.org/", "//example.org", "/\\example.org", "javascript:alert(1)")) {
      var browser = new Browser(port);
      browser.get("/connexion");
      var in =
          browser.post(
              "/connexion",
              Map.of(
                  "identifiant", person.login(), "motdepasse", Cast.PASSWORD, "vers", elsewhere));
      assertThat(location(in)).as(elsewhere).isEqualTo("/maintenant");
    }
  }

  @Test
  void every_reason_to_refuse_gets_the_same_answer_after_the_same_work() {
    var known = cast.person();
    var invited = cast.invited();
    var suspended = cast.person();
    people.suspend(suspended.id());

    String expected = null;
    for (String login :
        new String[] {known.login(), invited.person().login(), suspended.login(), "personne"}) {
      var browser = new Browser(port);
      browser.get("/connexion");
      int before = encoder.looks();
      var answer =
          browser.attempt(
              login, login.equals(suspended.login()) ? Cast.PASSWORD : "un autre mot de passe");
      assertThat(encoder.looks() - before).as("passwords looked at for " + login).isEqualTo(1);
      assertThat(answer.statusCode()).isEqualTo(401);
      String shown =
          answer
              .body()
              .replace(login, "LOGIN")
              .replaceAll("value=\"[\\w-]{60,}\"", "value=\"TOKEN\"");
      assertThat(shown).contains("Identifiant ou mot de passe inexact. Un essai refusé.");
      expected = expected == null ? shown : expected;
      assertThat(shown).isEqualTo(expected);
    }
  }

  @Test
  void what_was_typed_comes_back_but_the_password() {
    var browser = new Browser(port);
    browser.get("/connexion");
    var answer = browser.attempt("o'<b>", "un secret que nul ne doit lire");
    assertThat(answer.body())
        .contains("value=\"o&#39;&lt;b>\"")
        .doesNotContain("un secret que nul ne doit lire");
  }

  @Test
  void repeated_refusals_are_counted_before_the_eyes_of_the_person_and_then_slowed() {
    var person = cast.person();
    var browser = new Browser(port);
    browser.get("/connexion");
    browser.attempt(person.login(), "faux faux faux");
    browser.attempt(person.login(), "faux faux faux");
    var third = browser.attempt(person.login(), "faux faux faux");
    assertThat(third.statusCode()).isEqualTo(401);
    assertThat(third.body())
        .contains("3 essais refusés de suite. Prochain essai possible dans 2\u00A0s.");
    assertThat(third.headers().firstValue("Retry-After")).hasValue("2");

    int before = encoder.looks();
    var early = browser.attempt(person.login(), Cast.PASSWORD);
    assertThat(early.statusCode()).isEqualTo(429);
    assertThat(early.body()).contains("C’est trop tôt");
    assertThat(encoder.looks()).as("an early attempt costs no computation").isEqualTo(before);

    clock.advance(Duration.ofSeconds(2));
    assertThat(browser.attempt(person.login(), Cast.PASSWORD).statusCode()).isEqualTo(303);
    assertThat(browser.get("/mon-compte").body()).contains("Essais refusés\u00A0: 3.");
  }

  @Test
  void a_stranger_who_fails_all_day_does_not_keep_a_person_out_of_a_known_browser() {
    var person = cast.person();
    var own = new Browser(port).signIn(person.login(), Cast.PASSWORD);
    own.post("/deconnexion", Map.of());

    var stranger = new Browser(port);
    stranger.get("/connexion");
    for (int i = 0; i < 6; i++) {
      stranger.attempt(person.login(), "faux faux faux " + i);
      clock.advance(Duration.ofMinutes(2));
    }
    stranger.attempt(person.login(), "faux faux faux");
    assertThat(stranger.attempt(person.login(), "encore faux").statusCode()).isEqualTo(429);

    own.get("/connexion");
    assertThat(own.attempt(person.login(), Cast.PASSWORD).statusCode()).isEqualTo(303);
  }

  @Test
  void the_session_cookie_changes_at_sign_in_and_is_kept_from_scripts_and_other_sites() {
    var person = cast.person();
    var browser = new Browser(port);
    browser.get("/connexion");
    // A session from before: the challenge of a passkey that was not used.
    browser.postJson("/webauthn/authenticate/options", "");
    String before = browser.cookies().get(names.session());
    assertThat(before).isNotNull();

    var in = browser.attempt(person.login(), Cast.PASSWORD);
    assertThat(in.statusCode()).as(in.body()).isEqualTo(303);
    assertThat(browser.cookies().get(names.session())).isNotNull().isNotEqualTo(before);
    assertThat(in.headers().allValues("Set-Cookie"))
        .filteredOn(cookie -> cookie.startsWith(names.session() + "="))
        .singleElement()
        .asString()
        .contains("HttpOnly", "SameSite=Lax", "Path=/")
        .as("plain HTTP on the loopback")
        .doesNotContain("Secure");
    assertThat(in.headers().allValues("Set-Cookie"))
        .filteredOn(cookie -> cookie.startsWith(names.browser() + "="))
        .singleElement()
        .asString()
        .contains("HttpOnly", "SameSite=Strict");
  }

  @Test
  void a_form_without_its_token_is_refused_and_does_nothing() {
    var person = cast.person(Role.ADMINISTRATOR);
    var browser = new Browser(port).signIn(person.login(), Cast.PASSWORD);
    var fields = Map.of("identifiant", "jamais.cree", "nom", "Jamais");

    var answer = browser.postWithoutToken("/comptes", fields);
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("Ce formulaire n’est plus valable", "form.expired");
    assertThat(people.find("jamais.cree")).isEmpty();

    var other = new Browser(port);
    other.get("/connexion");
    var stolen = Map.of("identifiant", "jamais.cree", "nom", "Jamais", "_csrf", other.formToken());
    assertThat(browser.postWithoutToken("/comptes", stolen).statusCode()).isEqualTo(403);
    assertThat(browser.postWithoutToken("/deconnexion", Map.of()).statusCode()).isEqualTo(403);
    assertThat(browser.get("/comptes").statusCode()).isEqualTo(200);
  }

  @Test
  void a_token_of_forms_planted_in_a_cookie_does_not_serve_whoever_is_signed_in() {
    var person = cast.person(Role.ADMINISTRATOR);
    var attacker = new Browser(port);
    attacker.get("/connexion");
    var browser = new Browser(port).signIn(person.login(), Cast.PASSWORD);
    browser.cookies().put(names.form(), attacker.cookies().get(names.form()));

    var fields = Map.of("identifiant", "plante", "nom", "P", "_csrf", attacker.formToken());
    assertThat(browser.postWithoutToken("/comptes", fields).statusCode()).isEqualTo(403);
  }

  @Test
  void sessions_of_a_suspended_person_end_at_their_next_request() {
    var person = cast.person(Role.ADMINISTRATOR);
    var browser = new Browser(port).signIn(person.login(), Cast.PASSWORD);
    assertThat(browser.get("/comptes").statusCode()).isEqualTo(200);

    people.suspend(person.id());
    assertThat(browser.get("/comptes").statusCode()).isEqualTo(303);

    people.resume(person.id());
    assertThat(browser.get("/comptes").statusCode()).as("the session stays ended").isEqualTo(303);
  }

  @Test
  void the_live_stream_of_a_suspended_person_is_closed_at_once_and_no_other() throws Exception {
    var person = cast.person(Role.ANALYST);
    var colleague = cast.person(Role.ANALYST);
    var browser = new Browser(port).signIn(person.login(), Cast.PASSWORD);
    var other = new Browser(port).signIn(colleague.login(), Cast.PASSWORD);
    try (var theirs = stream(browser);
        var others = stream(other)) {
      assertThat(theirs.readLine()).as("it is open").isEqualTo(":open");
      assertThat(others.readLine()).isEqualTo(":open");
      live.pulse("essai");
      assertThat(until(theirs, "data:essai")).isTrue();

      people.suspend(person.id());
      var closing =
          Thread.ofVirtual()
              .unstarted(() -> {
                try {
                  assertThat(until(theirs, "never sent")).isFalse();
                } catch (IOException cut) {
                  // cut is closed too
                }
              });
      closing.start();
      assertThat(closing.join(Duration.ofSeconds(10))).as("closed").isTrue();

      assertThat(until(others, "data:essai")).isTrue();
      live.pulse("encore");
      assertThat(until(others, "data:encore")).as("the colleague's goes on").isTrue();
    }
    people.endSessions(colleague);
    assertThat(browser.get("/maintenant").statusCode()).isEqualTo(303);
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (live.readers() > 0 && System.nanoTime() < end) {
      Thread.sleep(20); // polling with a bound: readers leave by themselves
    }
    assertThat(live.readers()).isZero();
  }

  private BufferedReader stream(Browser browser) throws Exception {
    var request = browser.request("/maintenant/flux").header("Accept", "text/event-stream");
    browser.cookies().forEach((name, value) -> request.header("Cookie", name + "=" + value));
    var answer = HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofInputStream());
    assertThat(answer.statusCode()).isEqualTo(200);
    return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
  }

  /** Reads up to a line; false if the stream ends before. */
  private static boolean until(BufferedReader stream, String line) throws IOException {
    String read = stream.readLine();
    while (read != null && !read.equals(line)) {
      read = stream.readLine();
    }
    return read != null;
  }

  @Test
  void a_session_that_nobody_uses_ends() throws Exception {
    var person = cast.person(Role.ADMINISTRATOR);
    var browser = new Browser(port).signIn(person.login(), Cast.PASSWORD);
    var tomcat = (TomcatWebServer) server.getWebServer();
    var context = (Context) tomcat.getTomcat().getHost().findChildren()[0];
    var session = context.getManager().findSession(browser.cookies().get(names.session()));

    assertThat(session.getMaxInactiveInterval()).isEqualTo(30 * 60);
    session.setMaxInactiveInterval(1); // the container's own clock cannot be moved
    assertThat(browser.get("/comptes").statusCode()).as("in use").isEqualTo(200);
    Thread.sleep(1_500);
    assertThat(browser.get("/comptes").statusCode()).as("not used for so long").isEqualTo(303);
  }

  @Test
  void a_role_given_or_taken_counts_at_the_next_click() {
    var person = cast.person();
    var browser = new Browser(port).signIn(person.login(), Cast.PASSWORD);
    assertThat(browser.get("/audit").statusCode()).isEqualTo(403);
    people.setRoles(person.id(), Set.of(Role.AUDITOR));
    assertThat(browser.get("/audit").statusCode()).isEqualTo(200);
    people.setRoles(person.id(), Set.of());
    assertThat(browser.get("/audit").statusCode()).isEqualTo(403);
  }

  @Test
  void a_session_ends_after_twelve_hours_even_in_use() {
    var person = cast.person();
    var browser = new Browser(port).signIn(person.login(), Cast.PASSWORD);
    clock.advance(Duration.ofHours(12));
    assertThat(browser.get("/mon-compte").statusCode()).isEqualTo(200);
    clock.advance(Duration.ofSeconds(1));
    assertThat(browser.get("/mon-compte").statusCode()).isEqualTo(303);
  }

  @Test
  void changing_the_password_ends_the_other_sessions_and_not_this_one() {
    var person = cast.person();
    var here = new Browser(port).signIn(person.login(), Cast.PASSWORD);
    var elsewhere = new Browser(port).signIn(person.login(), Cast.PASSWORD);
    String number = here.cookies().get(names.session());

    var wrong = here.post("/mon-compte/mot-de-passe", password("faux", "un tout autre secret"));
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(wrong.body()).contains("Le mot de passe actuel est inexact.");
    var weak = here.post("/mon-compte/mot-de-passe", password(Cast.PASSWORD, "motdepasse1234"));
    assertThat(weak.body()).contains("parmi les premiers qu’on essaie");

    var done =
        here.post("/mon-compte/mot-de-passe", password(Cast.PASSWORD, "un tout autre secret"));
    assertThat(done.statusCode()).as(done.body()).isEqualTo(302);
    assertThat(here.get("/mon-compte").body()).contains("Le mot de passe est changé");
    assertThat(here.cookies().get(names.session())).isNotEqualTo(number);
    assertThat(elsewhere.get("/mon-compte").statusCode()).isEqualTo(303);
    assertThat(new Browser(port).signIn(person.login(), "un tout autre secret")).isNotNull();
  }

  @Test
  void a_person_ends_their_other_sessions() {
    var person = cast.person();
    var here = new Browser(port).signIn(person.login(), Cast.PASSWORD);
    var lost = new Browser(port).signIn(person.login(), Cast.PASSWORD);
    here.post("/mon-compte/sessions", Map.of());
    assertThat(here.get("/mon-compte").statusCode()).isEqualTo(200);
    assertThat(lost.get("/mon-compte").statusCode()).isEqualTo(303);
  }

  @Test
  void sign_ins_and_long_series_of_refusals_are_in_the_audit() {
    var person = cast.person();
    var browser = new Browser(port);
    browser.get("/connexion");
    for (int i = 0; i < 5; i++) {
      browser.attempt(person.login(), "faux faux faux");
      clock.advance(Duration.ofMinutes(1));
    }
    browser.attempt(person.login(), Cast.PASSWORD);

    var acts =
        audit.entries(new AuditFilter("", "session.", person.login(), null, null), 1L << 60, 10);
    assertThat(acts).extracting(AuditEntry::act).containsExactly("session.open", "session.refuse");
    assertThat(acts.getFirst().actor()).isEqualTo(person.login());
    assertThat(acts.getLast().detail()).containsEntry("refused", "5").containsKey("address");
  }

  @Test
  void pages_carry_the_headers_that_keep_them_from_others() {
    var page = new Browser(port).get("/connexion");
    assertThat(header(page, "Content-Security-Policy")).isEqualTo(FilterChains.CONTENT_POLICY);
    assertThat(header(page, "X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(header(page, "Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(header(page, "Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
    assertThat(header(page, "Permissions-Policy")).contains("camera=()", "geolocation=()");
    assertThat(header(page, "Cache-Control")).contains("no-store");
    assertThat(header(page, "Strict-Transport-Security")).as("not by TLS").isEmpty();
    assertThat(page.body()).doesNotContain("<style", " style=", " onclick=", "<script>");
  }

  @Test
  void what_does_not_exist_and_what_is_not_allowed_are_pages_in_french() {
    var passer = new Browser(port);
    var absent = passer.get("/nulle-part");
    assertThat(absent.statusCode()).isEqualTo(404);
    assertThat(absent.body()).contains("Cette adresse n’existe pas", "route.unknown");
    assertThat(passer.cookies()).as("no session for what does not exist").isEmpty();
    assertThat(passer.get("/error").statusCode()).isEqualTo(404);
    assertThat(passer.postWithoutToken("/connexion/refus", Map.of()).statusCode()).isEqualTo(403);

    var person = cast.person();
    var browser = new Browser(port).signIn(person.login(), Cast.PASSWORD);
    var denied = browser.get("/comptes");
    assertThat(denied.statusCode()).isEqualTo(403);
    assertThat(denied.body()).contains("Vous n’avez pas ce droit", "permission.missing");
    var verb = browser.post("/audit", Map.of());
    assertThat(verb.statusCode()).isEqualTo(405);
    assertThat(verb.body()).contains("method.refused");
    var auditor = cast.person(Role.AUDITOR);
    var malformed =
        new Browser(port).signIn(auditor.login(), Cast.PASSWORD).get("/audit?avant=hier");
    assertThat(malformed.statusCode()).isEqualTo(400);
    assertThat(malformed.body()).contains("La demande est mal formée", "request.invalid");
  }

  @Test
  void a_fragment_or_a_stream_asked_after_the_end_does_not_get_the_sign_in_page() {
    var passer = new Browser(port);
    var fragment =
        passer.send(passer.request("/maintenant/fragment").header("HX-Request", "true").GET());
    assertThat(fragment.statusCode()).isEqualTo(401);
    assertThat(header(fragment, "HX-Redirect")).isEqualTo("/connexion");
    var stream =
        passer.send(passer.request("/maintenant/flux").header("Accept", "text/event-stream").GET());
    assertThat(stream.statusCode()).isEqualTo(401);
  }

  private static Map<String, String> password(String present, String wanted) {
    return Map.of("actuel", present, "motdepasse", wanted, "encore", wanted);
  }

  private static String location(HttpResponse<String> answer) {
    return header(answer, "Location");
  }

  private static String header(HttpResponse<String> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }
}
