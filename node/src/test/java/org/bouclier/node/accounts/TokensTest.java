package org.bouclier.node.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import org.bouclier.node.site.ControlToken;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** API tokens and the control token, on the real server. */
@AccountsTestNode
class TokensTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  @LocalServerPort int port;
  @Autowired Cast cast;
  @Autowired Tokens tokens;
  @Autowired AuditRegister audit;
  @Autowired MovableClock clock;
  @Autowired ControlToken control;
  @Autowired JdbcClient jdbc;

  @Test
  void a_token_is_made_used_listed_and_revoked_by_the_api() {
    String admin = "Bearer " + cast.token(Permission.HANDLE_ACCOUNTS);
    var made =
        call(
            "POST",
            "/api/v1/tokens",
            admin,
            """
            {"name": "résolveur du ministère", "permissions": ["READ_AUDIT"],
             "source": "dns-ministere", "expiresAt": "2030-01-01T00:00:00Z"}
            """);
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    assertThat(made.headers().firstValue("Cache-Control")).hasValue("no-store");
    var shown = JSON.readTree(made.body());
    String token = shown.get("token").asString();
    String id = shown.get("id").asString();
    assertThat(token).matches("bcl_[A-Za-z0-9_-]{43}");
    assertThat(shown.get("source").asString()).isEqualTo("dns-ministere");

    assertThat(call("GET", "/audit.csv", "Bearer " + token, null).statusCode()).isEqualTo(200);
    var listed = call("GET", "/api/v1/tokens", admin, null);
    assertThat(listed.body()).contains(id, "résolveur du ministère").doesNotContain(token);

    var denied = call("GET", "/api/v1/tokens", "Bearer " + token, null);
    assertProblem(denied, 403, "permission.missing");

    assertThat(call("DELETE", "/api/v1/tokens/" + id, admin, null).statusCode()).isEqualTo(204);
    assertProblem(call("GET", "/audit.csv", "Bearer " + token, null), 401, "token.revoked");
    assertThat(call("DELETE", "/api/v1/tokens/" + id, admin, null).statusCode()).isEqualTo(204);
    var absent = "/api/v1/tokens/00000000-0000-4000-8000-000000000000";
    assertProblem(call("DELETE", absent, admin, null), 404, "token.absent");
  }

  @Test
  void only_a_digest_of_a_token_is_stored() {
    var made = cast.made(null, Permission.READ_OUTPUTS);
    assertThat(made.secret()).hasSize(47);
    assertThat(
            jdbc.sql("select string_agg(t::text, ' ') from accounts.api_token t")
                .query(String.class)
                .single())
        .contains(made.token().id().toString())
        .doesNotContain(made.secret().substring(4));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer bcl_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "Bearer x",
        "Bearer",
        "Bearer ",
        "Basic !!!",
        "Digest abc",
        "é"
      })
  void a_wrong_token_gets_a_challenge_and_a_problem(String header) {
    var answer = call("GET", "/api/v1/tokens", header, null);
    assertProblem(answer, 401, "token.unknown");
    assertThat(answer.headers().firstValue("WWW-Authenticate"))
        .hasValueSatisfying(challenge ->
            assertThat(challenge).startsWith("Bearer realm=").contains("invalid_token"));
  }

  @Test
  void a_missing_token_gets_a_plain_challenge() {
    var answer = call("GET", "/api/v1/tokens", null, null);
    assertProblem(answer, 401, "token.missing");
    assertThat(answer.headers().firstValue("WWW-Authenticate"))
        .hasValue("Bearer realm=\"bouclier\"");
    assertProblem(call("GET", "/api/v1/nothing", null, null), 404, "route.unknown");
  }

  @Test
  void a_session_does_not_open_the_api_and_a_token_does_not_open_what_is_for_people() {
    var person = cast.person(Role.ADMINISTRATOR);
    var browser = new Browser(port).signIn(person.login(), Cast.PASSWORD);
    assertThat(browser.get("/api/v1/tokens").statusCode()).isEqualTo(401);

    String all = "Bearer " + cast.token(Permission.values());
    assertProblem(call("GET", "/mon-compte", all, null), 403, "person.only");
    assertThat(call("GET", "/comptes", all, null).statusCode()).isEqualTo(200);
  }

  @Test
  void a_token_needs_no_token_of_forms_and_leaves_no_session() {
    String token = "Bearer " + cast.token(Permission.HANDLE_ACCOUNTS);
    var answer = call("POST", "/api/v1/people", token, "{}");
    assertProblem(answer, 400, "login.form");
    assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
  }

  @Test
  void programs_send_their_token_each_in_their_way() {
    String token = cast.token(Permission.READ_AUDIT);
    for (String header :
        new String[] {
          "Bearer " + token,
          "bearer  " + token,
          "Basic " + base64("taxii:" + token),
          "ApiKey " + base64("id:" + token),
          token
        }) {
      assertThat(call("GET", "/audit.csv", header, null).statusCode()).as(header).isEqualTo(200);
    }
    String long1 = "Bearer " + token + " ".repeat(2_000) + "x";
    assertThat(TokenConverter.token(long1)).isEmpty();
  }

  @Test
  void a_token_expires_to_the_instant() {
    var made =
        tokens.make(
            "court",
            Set.of(Permission.READ_AUDIT),
            null,
            clock.instant().plus(Duration.ofMinutes(10)));
    String header = "Bearer " + made.secret();
    clock.advance(Duration.ofMinutes(10).minusNanos(1000));
    assertThat(call("GET", "/audit.csv", header, null).statusCode()).isEqualTo(200);
    clock.advance(Duration.ofNanos(1000));
    assertProblem(call("GET", "/audit.csv", header, null), 401, "token.expired");
  }

  @Test
  void a_token_revoked_behind_the_back_of_the_node_stops_within_a_minute() {
    var made = cast.made(null, Permission.READ_AUDIT);
    assertThat(tokens.recognise(made.secret())).isInstanceOf(Tokens.Answer.Opens.class);
    jdbc.sql("update accounts.api_token set revoked_at = :now where id = :id")
        .param("now", clock.instant().atOffset(java.time.ZoneOffset.UTC))
        .param("id", made.token().id())
        .update();
    assertThat(tokens.recognise(made.secret())).isInstanceOf(Tokens.Answer.Opens.class);
    clock.advance(Duration.ofSeconds(61));
    assertThat(tokens.recognise(made.secret()))
        .isEqualTo(new Tokens.Answer.Refused(Refusal.TOKEN_REVOKED));
  }

  @Test
  void the_last_use_is_noted_to_the_minute() {
    var made = cast.made(null, Permission.READ_AUDIT);
    var first = clock.instant();
    tokens.recognise(made.secret());
    clock.advance(Duration.ofSeconds(30));
    tokens.recognise(made.secret());
    assertThat(lastUse(made)).isEqualTo(first);
    clock.advance(Duration.ofSeconds(31));
    tokens.recognise(made.secret());
    assertThat(lastUse(made)).isEqualTo(first.plusSeconds(61));
  }

  @Test
  void the_token_of_a_shipper_names_its_source() {
    var made = cast.made("dns-ministere", Permission.WRITE_LOGS);
    assertThat(tokens.recognise(made.secret()))
        .isInstanceOfSatisfying(
            Tokens.Answer.Opens.class,
            opens -> {
              assertThat(opens.authentication().actor())
                  .isInstanceOfSatisfying(
                      TokenPrincipal.class,
                      token -> assertThat(token.source()).isEqualTo("dns-ministere"));
              assertThat(opens.authentication().getAuthorities())
                  .extracting(Object::toString)
                  .containsExactly("WRITE_LOGS");
            });
  }

  @Test
  void what_a_token_asks_is_bounded() {
    String admin = "Bearer " + cast.token(Permission.HANDLE_ACCOUNTS);
    for (var wrong :
        Map.of(
                "{}",
                "token.name",
                "{\"name\": \"x\"}",
                "token.permissions",
                "{\"name\": \"x\", \"permissions\": []}",
                "token.permissions",
                "{\"name\": \"x\", \"permissions\": [null]}",
                "token.permissions",
                "{\"name\": \"x\", \"permissions\": [\"ROOT\"]}",
                "token.permissions",
                "{\"name\": \"" + "x".repeat(101) + "\", \"permissions\": [\"READ_AUDIT\"]}",
                "token.name",
                "{\"name\": \"x\", \"permissions\": [\"READ_AUDIT\"], \"source\": \"../x\"}",
                "token.source",
                "{\"name\": \"x\", \"permissions\": [\"READ_AUDIT\"], \"expiresAt\":"
                    + " \"2020-01-01T00:00:00Z\"}",
                "token.expiry",
                "{\"name\": ",
                "request.invalid",
                "{\"name\": \"x\", \"expiresAt\": \"hier\"}",
                "request.invalid")
            .entrySet()) {
      assertProblem(call("POST", "/api/v1/tokens", admin, wrong.getKey()), 400, wrong.getValue());
    }
    assertProblem(call("GET", "/api/v1/tokens?after=x", admin, null), 400, "request.invalid");
    assertProblem(call("PUT", "/api/v1/tokens", admin, "{}"), 405, "method.refused");
  }

  @Test
  void the_control_token_does_everything_and_is_told_in_the_audit() {
    var answer =
        call(
            "POST",
            "/api/v1/people",
            "Bearer " + control.value(),
            "{\"login\": \"op.locale\", \"name\": \"Op\", \"roles\": [\"ANALYST\"]}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    JsonNode invited = JSON.readTree(answer.body());
    assertThat(invited.get("link").asString()).startsWith("http://localhost:" + port + "/entree/");
    assertThat(invited.get("person").get("state").asString()).isEqualTo("INVITED");
    assertThat(
            audit.entries(
                new AuditFilter("", "people.invite", "op.locale", null, null), 1L << 60, 1))
        .singleElement()
        .extracting(AuditEntry::actor)
        .isEqualTo("opérateur local");
    var people = call("GET", "/api/v1/people?after=op.l", "Bearer " + control.value(), null);
    assertThat(JSON.readTree(people.body()).get("people").get(0).get("login").asString())
        .isEqualTo("op.locale");
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.1", "10.0.0.1", "2001:db8::1", "", "localhost"})
  void the_control_token_from_elsewhere_is_unknown(String address) {
    var signIn = new TokenSignIn(tokens, control);
    var presented = UsernamePasswordAuthenticationToken.unauthenticated(address, control.value());
    assertThat(
            org.assertj.core.api.Assertions.catchThrowableOfType(
                    RefusedTokenException.class, () -> signIn.authenticate(presented))
                .why())
        .isEqualTo(Refusal.TOKEN_UNKNOWN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.8.8.8", "::1", "0:0:0:0:0:0:0:1"})
  void the_control_token_from_this_machine_opens(String address) {
    var signIn = new TokenSignIn(tokens, control);
    var presented = UsernamePasswordAuthenticationToken.unauthenticated(address, control.value());
    assertThat(signIn.authenticate(presented).getPrincipal())
        .isEqualTo(Actor.LocalOperator.AT_THE_MACHINE);
  }

  @Test
  void what_is_answered_later_still_knows_who_asked() {
    var answer =
        call("GET", "/api/v1/probe/later", "Bearer " + cast.token(Permission.READ_ALERTS), null);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("jeton test");
  }

  @Test
  void a_failure_tells_nothing_of_itself() {
    var answer =
        call("GET", "/api/v1/probe/failure", "Bearer " + cast.token(Permission.READ_ALERTS), null);
    assertProblem(answer, 500, "node.failed");
    assertThat(answer.body()).doesNotContain("a secret", "Exception", "org.bouclier");
  }

  private java.time.Instant lastUse(Tokens.Made made) {
    return jdbc.sql("select last_used_at from accounts.api_token where id = :id")
        .param("id", made.token().id())
        .query((row, n) -> row.getObject(1, java.time.OffsetDateTime.class).toInstant())
        .single();
  }

  private static void assertProblem(HttpResponse<String> answer, int status, String code) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    var problem = JSON.readTree(answer.body());
    assertThat(problem.get("status").asInt()).isEqualTo(status);
    assertThat(problem.get("code").asString()).as(answer.body()).isEqualTo(code);
    assertThat(problem.get("title").asString()).isNotBlank();
    assertThat(problem.get("detail").asString()).isNotBlank();
  }

  private HttpResponse<String> call(
      String verb, String path, @Nullable String authorization, @Nullable String json) {
    var browser = new Browser(port);
    var request = browser.request(path).header("Accept", "application/json, */*");
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    if (json != null) {
      request.header("Content-Type", "application/json");
    }
    return browser.send(
        request.method(
            verb, json == null ? BodyPublishers.noBody() : BodyPublishers.ofString(json)));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
