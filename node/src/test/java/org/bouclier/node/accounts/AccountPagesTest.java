package org.bouclier.node.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The pages of accounts, tokens and audit as a person goes through them. */
@AccountsTestNode
class AccountPagesTest {

  @LocalServerPort int port;
  @Autowired Cast cast;
  @Autowired People people;
  @Autowired Tokens tokens;
  @Autowired MovableClock clock;

  @BeforeEach
  void a_day_has_passed() {
    clock.advance(Duration.ofHours(25));
  }

  @Test
  void an_administrator_invites_and_the_person_enters() {
    try (var logged = new Logged(Level.INFO)) {
      invite(logged);
    }
  }

  private void invite(Logged logged) {
    var admin = administrator();
    assertThat(admin.get("/comptes/nouveau").body()).contains("agent de l’autorité");
    String login = "c." + UUID.randomUUID().toString().substring(0, 8);
    var asked =
        admin.post(
            "/comptes", Map.of("identifiant", login, "nom", "Chaïbou <i>", "role", "ANALYST"));
    assertThat(asked.statusCode()).as(asked.body()).isEqualTo(302);
    var shown = admin.get(asked.headers().firstValue("Location").orElseThrow());
    assertThat(shown.body()).contains("Chaïbou &lt;i&gt;", "Il s’affiche une seule fois");
    String link = find("(http://localhost:" + port + "/entree/[\\w-]{43})", shown.body());
    assertThat(admin.get(asked.headers().firstValue("Location").orElseThrow()).body())
        .as("shown once")
        .doesNotContain("/entree/");

    var person = new Browser(port);
    String path = link.substring(link.indexOf("/entree"));
    assertThat(person.get(path).body()).contains("Bienvenue, Chaïbou &lt;i&gt;");
    assertThat(person.get(path).statusCode()).as("looking spends nothing").isEqualTo(200);
    var differs = person.post(path, Map.of("motdepasse", Cast.PASSWORD, "encore", "autre chose"));
    assertThat(differs.statusCode()).isEqualTo(400);
    assertThat(differs.body()).contains("Les deux mots de passe diffèrent.");
    var weak = person.post(path, Map.of("motdepasse", "court", "encore", "court"));
    assertThat(weak.body()).contains("au moins 12 caractères");
    var entered = person.post(path, Map.of("motdepasse", Cast.PASSWORD, "encore", Cast.PASSWORD));
    assertThat(entered.statusCode()).as(entered.body()).isEqualTo(302);
    assertThat(person.get("/connexion?entree").body()).contains("mot de passe est enregistré");
    assertThat(person.get(path).statusCode()).isEqualTo(410);
    assertThat(person.get(path).body()).contains("Ce lien n’ouvre plus rien");
    person.signIn(login, Cast.PASSWORD);
    assertThat(admin.get("/comptes").body()).contains(login, "analyste");

    assertThat(logged.text())
        .doesNotContain(Cast.PASSWORD, link.substring(link.lastIndexOf('/') + 1));
  }

  @Test
  void an_administrator_changes_roles_suspends_and_resumes() {
    var admin = administrator();
    var person = cast.person(Role.ANALYST);
    String page = "/comptes/" + person.id();
    admin.get(page);
    admin.post(page + "/roles", Map.of("role", "AUDITOR"));
    assertThat(people.find(person.id()).orElseThrow().roles()).containsExactly(Role.AUDITOR);
    assertThat(admin.get(page).body()).contains("Les rôles sont changés.");
    admin.post(page + "/roles", Map.of());
    assertThat(people.find(person.id()).orElseThrow().roles()).isEmpty();
    admin.post(page + "/suspension", Map.of());
    assertThat(admin.get(page).body()).contains("Rouvrir le compte", "suspendu");
    var refused = admin.post(page + "/lien", Map.of());
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("Ce compte est suspendu");
    admin.post(page + "/reprise", Map.of());
    assertThat(admin.get(page).body()).contains("Suspendre le compte de");
    assertThat(admin.post(page + "/roles", Map.of("role", "ROOT")).statusCode()).isEqualTo(400);
    assertThat(admin.get("/comptes/" + UUID.randomUUID()).statusCode()).isEqualTo(404);
    assertThat(admin.get("/comptes/not-an-id").statusCode()).isEqualTo(400);
    var taken = admin.post("/comptes", Map.of("identifiant", person.login(), "nom", "Encore"));
    assertThat(taken.statusCode()).isEqualTo(409);
    assertThat(taken.body()).contains("Cet identifiant est déjà pris.", "value=\"Encore\"");
  }

  @Test
  void a_token_is_shown_once_and_neither_it_nor_a_password_is_in_the_logs() {
    try (var logged = new Logged(Level.DEBUG)) {
      showToken(logged);
    }
  }

  private void showToken(Logged logged) {
    var admin = administrator();
    admin.get("/jetons/nouveau");
    var empty = admin.post("/jetons", Map.of("nom", "collecteur"));
    assertThat(empty.statusCode()).isEqualTo(400);
    assertThat(empty.body()).contains("Choisissez au moins un droit.", "value=\"collecteur\"");
    var made =
        admin.post(
            "/jetons",
            Map.of("nom", "collecteur", "droit", "WRITE_LOGS", "source", "dns", "jours", "30"));
    assertThat(made.statusCode()).as(made.body()).isEqualTo(302);
    var shown = admin.get("/jetons").body();
    String secret = find("<code>(bcl_[\\w-]{43})</code>", shown);
    assertThat(shown).contains("collecteur", "envoyer des journaux", "en vigueur");
    assertThat(admin.get("/jetons").body()).as("shown once").doesNotContain(secret);
    assertThat(tokens.recognise(secret)).isInstanceOf(Tokens.Answer.Opens.class);

    String id = find("/jetons/([\\w-]{36})/revocation", shown);
    admin.post("/jetons/" + id + "/revocation", Map.of());
    assertThat(admin.get("/jetons").body()).contains("révoqué");
    assertThat(tokens.recognise(secret))
        .isEqualTo(new Tokens.Answer.Refused(Refusal.TOKEN_REVOKED));
    var browser = new Browser(port);
    var called = browser.request("/audit.csv").header("Authorization", "Bearer " + secret);
    assertThat(browser.send(called.GET()).statusCode()).isEqualTo(401);

    assertThat(logged.text())
        .as("the framework told what it did")
        .contains("Securing POST /jetons")
        .doesNotContain(secret.substring(4), Cast.PASSWORD, encoded(Cast.PASSWORD));
  }

  @Test
  void the_audit_is_filtered_turned_and_taken_away() {
    var admin = administrator();
    String object = "t-" + UUID.randomUUID();
    for (int i = 0; i < 60; i++) {
      cast.made(null, Permission.READ_AUDIT);
    }
    tokens.make("=" + object, java.util.Set.of(Permission.READ_AUDIT), null, null);

    var filtered = admin.get("/audit?acte=token.&objet=" + object).body();
    assertThat(filtered).contains("jeton créé", "token.make", object);
    String today = clock.instant().toString().substring(0, 10);
    assertThat(admin.get("/audit?depuis=" + today + "&jusqua=" + today + "&objet=" + object).body())
        .contains(object);
    assertThat(admin.get("/audit?depuis=2040-01-01").body()).contains("Aucun acte ne répond");

    var first = admin.get("/audit?acte=token.make").body();
    String next = find("href=\"([^\"]*avant=\\d+)\"", first).replace("&amp;", "&");
    assertThat(next).startsWith("/audit?acte=token.make&avant=");
    assertThat(admin.get(next).statusCode()).isEqualTo(200);
    assertThat(admin.get(next).body()).doesNotContain(object);

    var csv = admin.get("/audit.csv?objet=" + object);
    assertThat(csv.headers().firstValue("Content-Type").orElse("")).startsWith("text/csv");
    assertThat(csv.body()).startsWith("\"numero\",").contains("\"'=" + object + "\"");
    assertThat(csv.body().lines()).hasSize(2);
  }

  @Test
  void a_page_announces_the_language_it_is_in() {
    var stranger = new Browser(port); // says nothing of languages
    assertThat(stranger.get("/connexion").headers().firstValue("Content-Language")).hasValue("fr");
    stranger.cookies().put("langue", "en");
    assertThat(stranger.get("/connexion").headers().firstValue("Content-Language")).hasValue("en");
  }

  @Test
  void the_language_is_kept_with_the_account() {
    var person = cast.person();
    var browser = new Browser(port).signIn(person.login(), Cast.PASSWORD);
    browser.post("/mon-compte/langue", Map.of("langue", "ENGLISH"));
    assertThat(browser.get("/mon-compte").body()).contains("lang=\"en\"", "My account");
    var elsewhere = new Browser(port).signIn(person.login(), Cast.PASSWORD);
    assertThat(elsewhere.get("/mon-compte").body()).contains("My account");
    assertThat(browser.post("/mon-compte/langue", Map.of("langue", "KLINGON")).statusCode())
        .isEqualTo(400);
  }

  @Test
  void every_page_of_the_desk_holds_without_script_and_without_style_of_its_own() {
    var admin = administrator();
    var person = cast.person(Role.TRAINER);
    for (String path :
        new String[] {
          "/comptes",
          "/comptes/nouveau",
          "/comptes/" + person.id(),
          "/jetons",
          "/jetons/nouveau",
          "/mon-compte",
          "/audit",
          "/connexion?sortie"
        }) {
      var page = admin.get(path);
      assertThat(page.statusCode()).as(path).isIn(200, 302);
      assertThat(page.body())
          .as(path)
          .doesNotContain("<style", " style=", "javascript:")
          .doesNotContainPattern(" on[a-z]+=")
          .doesNotContainPattern("<script(?! src=)");
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private Browser administrator() {
    return new Browser(port)
        .signIn(cast.person(Role.ADMINISTRATOR, Role.AUDITOR).login(), Cast.PASSWORD);
  }

  private static String find(String pattern, String text) {
    var found = Pattern.compile(pattern).matcher(text);
    assertThat(found.find()).as(pattern + " in " + text).isTrue();
    return found.group(1);
  }
}
