package org.bouclier.node.federation;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.bouclier.ledger.log.TrustPolicy;
import org.bouclier.node.NodeApplication;
import org.bouclier.node.TestPostgres;
import org.bouclier.node.accounts.Browser;
import org.bouclier.node.site.ControlToken;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ContextConfiguration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The pages and the API of peers on the whole node, and what its two ports keep apart. */
@SpringBootTest(classes = NodeApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT)
@ContextConfiguration(initializers = TestPostgres.Node.class)
class PeersPagesTest {

  @LocalServerPort int port;
  @Autowired ControlToken control;
  @TempDir Path directory;

  @Test
  void a_peer_is_read_compared_added_suspended_resumed_and_removed() {
    try (var peer = new LyingPeer("SN", directory)) {
      var admin = Browser.ofPerson(port, control, "pairs.admin", "ADMINISTRATOR");
      assertThat(admin.get("/pairs/fiche").body()).contains("bouclier.ml/exports");
      admin.get("/pairs");

      var broken =
          admin.post("/pairs/verification", Map.of("fiche", "{\"card\":1,\"code\":\"é\"}"));
      assertThat(broken.statusCode()).isEqualTo(422);
      assertThat(broken.body()).contains("champ « code »", "aria-invalid=\"true\"");
      var foreign = admin.post("/pairs/verification", Map.of("fiche", "bonjour <b>"));
      assertThat(foreign.body()).contains("n’est pas une fiche", "bonjour &lt;b");

      String card = peer.card().json();
      var check = admin.post("/pairs/verification", Map.of("fiche", card));
      assertThat(check.statusCode()).isEqualTo(200);
      assertThat(check.body()).contains("Comparer les empreintes", "Nœud SN");
      assertThat(admin.get("/pairs/SN").statusCode()).as("only looked at").isEqualTo(404);
      admin.get("/pairs");
      assertThat(location(admin.post("/pairs", Map.of("fiche", card)))).isEqualTo("/pairs/SN");
      assertThat(admin.get("/pairs/SN").body()).contains("Nœud SN", "L’échange commence");

      assertThat(admin.post("/pairs/SN/suspension", Map.of()).statusCode()).isIn(302, 303);
      assertThat(json(api("GET", "/api/v1/peers", ""), 200).toString()).contains("\"SN\"");
      assertThat(peerLine("SN").path("suspended").asBoolean()).isTrue();
      admin.get("/pairs/SN");
      assertThat(admin.post("/pairs/SN/reprise", Map.of()).statusCode()).isIn(302, 303);
      assertThat(peerLine("SN").path("suspended").asBoolean()).isFalse();
      admin.get("/pairs/SN");
      assertThat(admin.post("/pairs/SN/essai", Map.of()).statusCode()).isIn(302, 303);

      var reader = Browser.ofPerson(port, control, "pairs.lecteur", "AUDITOR");
      assertThat(reader.get("/pairs/SN").statusCode()).isEqualTo(200);
      assertThat(reader.get("/pairs/SN").body()).contains("pas de clé de témoin");
      assertThat(TrustPolicy.parse(reader.get("/pairs/politique").body()).logs())
          .extracting(log -> log.key().name())
          .contains("bouclier.ml/exports", "bouclier.sn/exports");
      assertThat(reader.get("/pairs").body()).doesNotContain("Ajouter un pair");
      assertThat(reader.post("/pairs/SN/suspension", Map.of()).statusCode()).isEqualTo(403);
      assertThat(reader.post("/pairs", Map.of("fiche", card)).statusCode()).isEqualTo(403);

      admin.get("/pairs/SN");
      assertThat(location(admin.post("/pairs/SN/retrait", Map.of()))).isEqualTo("/pairs");
      for (String gone : new String[] {"SN", "sn", "n-importe-quoi", "%3Cb%3E"}) {
        assertThat(admin.get("/pairs/" + gone).statusCode()).as(gone).isEqualTo(404);
      }
      admin.get("/pairs");
      assertThat(admin.post("/pairs/sn/retrait", Map.of()).statusCode()).isEqualTo(404);
    }
  }

  @Test
  void programs_are_told_by_code_what_is_wrong_with_a_card() {
    try (var peer = new LyingPeer("GN", directory)) {
      String card = peer.card().json();
      assertProblem(api("POST", "/api/v1/peers", "{"), 422, "card.malformed", "pas une fiche");
      assertProblem(
          api(
              "POST",
              "/api/v1/peers",
              card.replace("\"certificate\" : \"", "\"certificate\" : \"z")),
          422,
          "card.malformed",
          "champ « certificate »");
      assertThat(api("POST", "/api/v1/peers", card).statusCode()).isEqualTo(201);
      assertThat(peerLine("GN").path("name").asString()).isEqualTo("Nœud GN");
      String own = json(api("GET", "/api/v1/site/card", ""), 200).toString();
      assertThat(api("POST", "/api/v1/peers", own).statusCode()).as("ourselves").isEqualTo(409);

      assertThat(
              json(api("POST", "/api/v1/peers/GN/suspend", ""), 200).path("suspended").asBoolean())
          .isTrue();
      assertThat(
              json(api("POST", "/api/v1/peers/GN/resume", ""), 200).path("suspended").asBoolean())
          .isFalse();
      assertThat(api("DELETE", "/api/v1/peers/GN", "").statusCode()).isEqualTo(204);
      for (String unknown : new String[] {"GN", "pas-un-code"}) {
        assertProblem(
            api("POST", "/api/v1/peers/" + unknown + "/suspend", ""),
            404,
            "peer.unknown",
            "Aucun pair");
      }
    }
  }

  @Test
  void nothing_of_the_federation_is_served_where_the_pages_are() {
    var admin = Browser.ofPerson(port, control, "pairs.ports", "ADMINISTRATOR");
    for (String path :
        new String[] {
          "/log/v1/checkpoint",
          "/log/v1/wait",
          "/log/v1/tile/0/000",
          "/log/v1/tile/entries/000",
          "/log/v1/objects/" + "0".repeat(64) + ".age",
          "/checkpoint"
        }) {
      assertThat(admin.get(path).statusCode()).as(path).isEqualTo(404);
      assertThat(api("GET", path, "").statusCode()).as(path).isIn(303, 404);
      assertThat(api("GET", path, "").body()).doesNotContain("bouclier.ml/exports");
    }
  }

  private JsonNode peerLine(String code) {
    for (JsonNode line : json(api("GET", "/api/v1/peers", ""), 200).path("peers")) {
      if (line.path("code").asString().equals(code)) {
        return line;
      }
    }
    throw new AssertionError("no peer " + code);
  }

  private HttpResponse<String> api(String verb, String path, String body) {
    var program = new Browser(port);
    HttpRequest.Builder request =
        program
            .request(path)
            .header("Authorization", "Bearer " + control.value())
            .header("Content-Type", "application/json")
            .method(verb, BodyPublishers.ofString(body));
    return program.send(request);
  }

  private static void assertProblem(
      HttpResponse<String> answer, int status, String code, String said) {
    JsonNode problem = json(answer, status);
    assertThat(problem.path("code").asString()).isEqualTo(code);
    assertThat(problem.path("detail").asString()).contains(said);
  }

  private static String location(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isIn(302, 303);
    String to = answer.headers().firstValue("Location").orElseThrow();
    return to.substring(to.indexOf("/pairs"));
  }

  private static JsonNode json(HttpResponse<String> answer, int status) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return JsonMapper.shared().readTree(answer.body());
  }
}
