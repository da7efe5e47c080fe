package org.bouclier.node.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.bouclier.node.accounts.AccountsTestNode.CountingEncoder;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Sign-in by password, sessions and forms, on the real server. */
@AccountsTestNode
class SignInTest {

  @LocalServerPort int port;
  @Autowired Cast cast;
  @Autowired People people;
  @Autowired MovableClock clock;
  @Autowired CountingEncoder encoder;
  @Autowired CookieNames names;

  @Test
  void a_person_signs_in_goes_where_they_were_going_and_signs_out() {
    var person = cast.person(Role.ADMINISTRATOR);
    var browser = new Browser(port);

    var asked = browser.get("/comptes?apres=b");
    assertThat(asked.statusCode()).isEqualTo(303);
    assertThat(asked.headers().firstValue("Location"))
        .hasValue("/connexion?vers=%2Fcomptes%3Fapres%3Db");
    assertThat(browser.cookies()).as("no session for passers-by").isEmpty();

    var form = browser.get("/connexion?vers=%2Fcomptes%3Fapres%3Db");
    assertThat(form.statusCode()).as(form.body()).isEqualTo(200);
    assertThat(browser.cookies()).containsOnlyKeys(names.form());
    var in =
        browser.post(
            "/connexion",
            Map.of(
                "identifiant",
                " " + person.login().toUpperCase(java.util.Locale.ROOT) + " ",
                "motdepasse",
                Cast.PASSWORD,
                "vers",
                "/comptes?apres=b"));
    assertThat(in.statusCode()).isEqualTo(303);
    assertThat(in.headers().firstValue("Location")).hasValue("/comptes?apres=b");
    assertThat(browser.get("/comptes").statusCode()).isEqualTo(200);

    var out = browser.post("/deconnexion", Map.of());
    assertThat(out.headers().firstValue("Location").orElse("")).endsWith("/connexion?sortie");
    assertThat(browser.get("/comptes").statusCode()).isEqualTo(303);
  }
}
