package org.bouclier.node.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.security.web.webauthn.api.CredentialRecord;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Passkeys from their registration to the sign-in, with a device made of software. */
@AccountsTestNode
class PasskeysTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  @LocalServerPort int port;
  @Autowired Cast cast;
  @Autowired People people;
  @Autowired Passkeys passkeys;
  @Autowired AuditRegister audit;
  @Autowired MovableClock clock;
  @Autowired CookieNames names;

  @BeforeEach
  void a_day_has_passed() {
    clock.advance(Duration.ofHours(25));
  }

  @Test
  void a_passkey_is_registered_signs_in_alone_and_is_removed() throws GeneralSecurityException {
    var person = cast.person(Role.ANALYST);
    var device = device();
    var own = new Browser(port).signIn(person.login(), Cast.PASSWORD);
    assertThat(register(own, device, "Téléphone").statusCode()).isEqualTo(200);
    assertThat(own.get("/mon-compte").body()).contains("Téléphone");
    assertThat(
            audit.entries(
                new AuditFilter("", "passkey.add", person.login(), null, null), 1L << 60, 9))
        .singleElement()
        .satisfies(act -> {
          assertThat(act.actor()).isEqualTo(person.login());
          assertThat(act.detail()).containsEntry("label", "Téléphone");
        });

    var other = new Browser(port);
    var in = signIn(other, device);
    assertThat(in.statusCode()).as(in.body()).isEqualTo(200);
    assertThat(JSON.readTree(in.body()).get("redirectUrl").asString()).isEqualTo("/mon-compte");
    assertThat(other.get("/mon-compte").body()).contains(person.name());
    assertThat(other.get("/comptes").statusCode()).as("an analyst all the same").isEqualTo(403);

    own.get("/mon-compte");
    own.post("/mon-compte/cles/" + device.id() + "/retrait", Map.of());
    assertThat(passkeys.of(person.login())).isEmpty();
    assertThat(signIn(new Browser(port), device).statusCode()).isEqualTo(401);
  }

  @Test
  void signing_in_changes_the_number_of_the_session_and_the_token_of_forms()
      throws GeneralSecurityException {
    var person = cast.person();
    var device = device();
    register(new Browser(port).signIn(person.login(), Cast.PASSWORD), device, "Téléphone");

    var browser = new Browser(port);
    browser.get("/connexion");
    String form = browser.formToken();
    String challenge = options(browser, "/webauthn/authenticate/options");
    String before = browser.cookies().get(names.session());
    assertThat(
            browser.postJson("/login/webauthn", device.signIn("localhost", challenge)).statusCode())
        .isEqualTo(200);
    assertThat(browser.cookies().get(names.session())).isNotNull().isNotEqualTo(before);
    var stale = browser.postWithoutToken("/deconnexion", Map.of("_csrf", form));
    assertThat(stale.statusCode())
        .as(stale.headers().map() + " " + browser.cookies())
        .isEqualTo(403);
  }

  @Test
  void a_challenge_serves_once() throws GeneralSecurityException {
    var person = cast.person();
    var device = device();
    register(new Browser(port).signIn(person.login(), Cast.PASSWORD), device, "Téléphone");

    var browser = new Browser(port);
    browser.get("/connexion");
    String answer = device.signIn("localhost", options(browser, "/webauthn/authenticate/options"));
    var stranger = new Browser(port);
    stranger.get("/connexion");
    assertThat(stranger.postJson("/login/webauthn", answer).statusCode()).isEqualTo(401);
    options(stranger, "/webauthn/authenticate/options");
    assertThat(stranger.postJson("/login/webauthn", answer).statusCode()).isEqualTo(401);
    assertThat(browser.postJson("/login/webauthn", answer).statusCode()).isEqualTo(200);
  }

  @Test
  void a_device_that_does_not_verify_its_owner_is_refused() throws GeneralSecurityException {
    var person = cast.person();
    var device = device();
    var own = new Browser(port).signIn(person.login(), Cast.PASSWORD);
    register(own, device, "Téléphone");
    assertThat(signIn(new Browser(port), device.withoutOwner()).statusCode()).isEqualTo(401);
    assertThat(register(own, device().withoutOwner(), "Autre").statusCode()).isEqualTo(403);
  }

  @Test
  void a_page_of_another_site_cannot_use_a_passkey() throws GeneralSecurityException {
    var person = cast.person();
    var own = new Browser(port).signIn(person.login(), Cast.PASSWORD);
    var elsewhere = new SoftDevice("https://localhost.example");
    assertThat(register(own, elsewhere, "Téléphone").statusCode()).isEqualTo(403);
    assertThat(passkeys.of(person.login())).isEmpty();
  }

  @Test
  void a_suspended_person_does_not_come_in_by_a_passkey() throws GeneralSecurityException {
    var person = cast.person();
    var device = device();
    var browser = new Browser(port).signIn(person.login(), Cast.PASSWORD);
    register(browser, device, "Téléphone");
    people.suspend(person.id());
    assertThat(signIn(new Browser(port), device).statusCode()).isEqualTo(401);
    people.resume(person.id());
    assertThat(signIn(new Browser(port), device).statusCode())
        .as("passkeys of a suspended account are withdrawn")
        .isEqualTo(401);
  }

  @Test
  void registering_is_for_people_signed_in_with_the_token_of_their_form()
      throws GeneralSecurityException {
    var passer = new Browser(port);
    passer.get("/connexion");
    assertThat(passer.postJson("/webauthn/register/options", "").statusCode()).isEqualTo(400);
    assertThat(passer.postJson("/webauthn/register", "{}").statusCode()).isEqualTo(401);

    var person = cast.person();
    var own = new Browser(port).signIn(person.login(), Cast.PASSWORD);
    var noForm = own.request("/webauthn/register/options").header("Accept", "application/json");
    assertThat(
            own.send(noForm.POST(java.net.http.HttpRequest.BodyPublishers.noBody())).statusCode())
        .isEqualTo(403);
    for (String label : new String[] {"", "x".repeat(101)}) {
      assertThat(register(own, device(), label).statusCode()).as(label).isEqualTo(403);
    }
    assertThat(own.postJson("/webauthn/register", "not json").statusCode()).isEqualTo(400);
    assertThat(passkeys.of(person.login())).isEmpty();
  }

  @Test
  void nobody_removes_the_passkey_of_another() throws GeneralSecurityException {
    var person = cast.person();
    var device = device();
    register(new Browser(port).signIn(person.login(), Cast.PASSWORD), device, "Téléphone");
    var other = new Browser(port).signIn(cast.person().login(), Cast.PASSWORD);
    var answer = other.post("/mon-compte/cles/" + device.id() + "/retrait", Map.of());
    assertThat(answer.statusCode()).isEqualTo(404);
    var direct = other.request("/webauthn/register/" + device.id());
    assertThat(other.send(direct.header("X-CSRF-TOKEN", other.formToken()).DELETE()).statusCode())
        .isIn(403, 404);
    assertThat(passkeys.of(person.login()))
        .extracting(CredentialRecord::getLabel)
        .containsExactly("Téléphone");
  }

  @Test
  void passkeys_belong_to_the_host_name_of_the_node() {
    var named =
        PasskeyParty.of("Nœud", InetSocketAddress.createUnresolved("noeud.gouv.ml", 8443), 8443);
    assertThat(named.id()).isEqualTo("noeud.gouv.ml");
    assertThat(named.origins()).containsExactly("https://noeud.gouv.ml:8443");
    var usual =
        PasskeyParty.of("Nœud", InetSocketAddress.createUnresolved("noeud.gouv.ml", 443), 443);
    assertThat(usual.origins()).containsExactly("https://noeud.gouv.ml");
    var number = PasskeyParty.of("Nœud", new InetSocketAddress("0.0.0.0", 8080), 8080);
    assertThat(number.id()).isEqualTo("localhost");
    assertThat(number.origins())
        .containsExactlyInAnyOrder("http://localhost:8080", "https://localhost:8080");
  }

  private SoftDevice device() throws GeneralSecurityException {
    return new SoftDevice("http://localhost:" + port);
  }

  private static HttpResponse<String> register(Browser browser, SoftDevice device, String label) {
    browser.get("/mon-compte");
    String challenge = options(browser, "/webauthn/register/options");
    return browser.postJson("/webauthn/register", device.register("localhost", challenge, label));
  }

  private static HttpResponse<String> signIn(Browser browser, SoftDevice device)
      throws GeneralSecurityException {
    browser.get("/connexion");
    String challenge = options(browser, "/webauthn/authenticate/options");
    return browser.postJson(
        "/login/webauthn?vers=/mon-compte", device.signIn("localhost", challenge));
  }

  private static String options(Browser browser, String path) {
    var answer = browser.postJson(path, "");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode options = JSON.readTree(answer.body());
    assertThat(answer.body()).contains("\"required\"");
    return options.get("challenge").asString();
  }
}
