package org.bouclier.node.frontier;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import org.bouclier.border.Purpose;
import org.bouclier.ledger.spool.Leaf;
import org.bouclier.node.NodeApplication;
import org.bouclier.node.TestPostgres;
import org.bouclier.node.accounts.Browser;
import org.bouclier.node.site.ControlToken;
import org.bouclier.node.site.StateCode;
import org.bouclier.stix.StixId;
import org.bouclier.stix.StixObject;
import org.bouclier.stix.Tlp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ContextConfiguration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The border register on the whole node: its pages, its file, its API. */
@SpringBootTest(classes = NodeApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT)
@ContextConfiguration(initializers = TestPostgres.Node.class)
class BorderPagesTest {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Pattern ROW = Pattern.compile("class=\"open\" href=\"/frontiere/([^\"]+)\"");
  private static final Pattern NEXT = Pattern.compile("href=\"(/frontiere\\?[^\"]*avant=[^\"]+)\"");

  @LocalServerPort int port;
  @Autowired ControlToken control;
  @Autowired Frontier frontier;
  @TempDir Path directory;

  @Test
  void the_register_is_filtered_and_turned_and_each_refusal_says_why_and_what_would_do()
      throws Exception {
    StateCode niger = new StateCode("NE");
    addPeer(niger);
    StateCode togo = new StateCode("TG"); // no peer of ours
    for (int i = 0; i < 53; i++) {
      assertThat(export("page-" + i + ".frontiere.top", Tlp.GREEN, niger).verdict())
          .isEqualTo(Crossing.Verdict.CROSSED);
    }
    var red = export("secret.frontiere.top", Tlp.RED, niger);
    var nobody = export("personne.frontiere.top", Tlp.GREEN, togo);

    var auditor = Browser.ofPerson(port, control, "frontiere.auditeur", "AUDITOR");
    assertThat(rows(auditor.get("/frontiere?verdict=refuse&vers=NE")))
        .contains(red.id().toString())
        .doesNotContain(nobody.id().toString());
    assertThat(rows(auditor.get("/frontiere?vers=TG"))).containsExactly(nobody.id().toString());
    assertThat(rows(auditor.get("/frontiere?objet=" + red.objects().getFirst())))
        .containsExactly(red.id().toString());
    var today = LocalDate.now(ZoneOffset.UTC);
    assertThat(rows(auditor.get("/frontiere?depuis=" + today.minusDays(1) + "&jusqua=" + today)))
        .isNotEmpty();
    var none = auditor.get("/frontiere?vers=&verdict=&depuis=&objet=&jusqua=" + today.minusDays(3));
    assertThat(none.body()).contains("Aucun passage ne répond à ces critères");
    assertThat(auditor.get("/frontiere?depuis=hier").statusCode()).isEqualTo(400);

    var seen = new ArrayList<String>();
    String at = "/frontiere?vers=NE&verdict=sorti";
    while (!at.isEmpty()) {
      var page = auditor.get(at);
      seen.addAll(rows(page));
      var next = NEXT.matcher(page.body());
      at = next.find() ? next.group(1).replace("&amp;", "&") : "";
    }
    assertThat(seen).hasSizeGreaterThanOrEqualTo(53).doesNotHaveDuplicates();
    assertThat(seen).doesNotContain(red.id().toString());

    assertThat(auditor.get("/frontiere/" + red.id()).body())
        .contains("Refus vers NE", "aux seuls destinataires nommés, sans relais.", "tlp-rouge")
        .contains("Ce qu’aucune règle ne permet ne sort pas.", "refus-par-defaut")
        .contains("Ce qui l’aurait laissé sortir", "destinataires nommés", "au lieu de");
    assertThat(auditor.get("/frontiere/" + nobody.id()).body())
        .contains("frontiere.sans-cle", "pair TG", "Rien n’est scellé pour un État");
    assertThat(auditor.get("/frontiere/" + UUID.randomUUID()).statusCode()).isEqualTo(404);
    var trainee = Browser.ofPerson(port, control, "frontiere.stagiaire", "TRAINEE");
    assertThat(trainee.get("/frontiere").statusCode()).isEqualTo(403);

    var csv = auditor.get("/frontiere.csv?vers=NE&verdict=refuse").body();
    assertThat(csv).startsWith("\"index\",\"instant\",").contains("\"refusé\"", "\"NE\"");
    assertThat(csv).contains(red.objects().getFirst().toString()).doesNotContain("\"sorti\"");

    var leaf = auditor.get("/frontiere/" + red.id() + "/feuille").body();
    assertThat(Leaf.parse(leaf.getBytes(UTF_8)).ciphertext()).as("nothing left").isNull();
    assertThat(auditor.get("/frontiere/" + red.id() + "/preuve").body())
        .startsWith("c2sp.org/tlog-proof@v1\n");
    assertThat(auditor.get("/frontiere/releve").body()).startsWith("bouclier.ml/exports\n");

    apiSays(red, nobody);
  }

  private void apiSays(Crossing red, Crossing nobody) {
    JsonNode refusal = json(api("/api/v1/crossings/" + red.id()), 200);
    assertThat(refusal.path("verdict").asString()).isEqualTo("refused");
    assertThat(refusal.at("/refusal/code").asString()).isNotBlank();
    assertThat(refusal.at("/refusal/nearest").size()).isPositive();
    assertThat(refusal.at("/rules/0/text").asString()).isNotBlank();
    assertThat(refusal.at("/objects/0").asString()).isEqualTo(red.objects().getFirst().toString());

    var ids = new TreeSet<String>();
    var indexes = new ArrayList<Long>();
    JsonNode page = json(api("/api/v1/crossings?destination=NE&verdict=crossed"), 200);
    while (true) {
      page.path("crossings")
          .forEach(line -> {
            ids.add(line.path("id").asString());
            indexes.add(line.path("index").asLong());
            assertThat(line.path("verdict").asString()).isEqualTo("crossed");
            assertThat(line.path("refusal").isNull()).isTrue();
          });
      if (page.path("next").isNull()) {
        break;
      }
      assertThat(page.path("crossings").size()).as("a page that is not the last").isEqualTo(50);
      page =
          json(
              api(
                  "/api/v1/crossings?destination=NE&verdict=crossed&before="
                      + page.path("next").asLong()),
              200);
    }
    assertThat(ids).hasSizeGreaterThanOrEqualTo(53).hasSameSizeAs(indexes);
    assertThat(indexes).isSortedAccordingTo((a, b) -> Long.compare(b, a));

    JsonNode one = json(api("/api/v1/crossings?object=" + nobody.objects().getFirst()), 200);
    assertThat(one.path("crossings").size()).isEqualTo(1);
    assertThat(one.at("/crossings/0/refusal/code").asString()).isEqualTo("frontiere.sans-cle");
    JsonNode wrong = json(api("/api/v1/crossings?verdict=peut-etre"), 400);
    assertThat(wrong.path("code").asString()).isEqualTo("crossing.verdict");
    JsonNode absent = json(api("/api/v1/crossings/" + UUID.randomUUID()), 404);
    assertThat(absent.path("code").asString()).isEqualTo("crossing.unknown");
    assertThat(json(api("/api/v1/crossings?before=abc"), 400).path("code").asString()).isNotBlank();
  }

  private Crossing export(String domain, Tlp tlp, StateCode to) {
    var indicator =
        StixObject.create(
            new StixId("indicator", UUID.nameUUIDFromBytes(domain.getBytes(UTF_8))),
            Instant.parse("2026-02-01T00:00:00Z"),
            tree -> {
              tree.put("pattern", "[domain-name:value = '" + domain + "']");
              tree.put("pattern_type", "stix");
              tree.put("valid_from", "2026-02-01T00:00:00Z");
              tree.putArray("object_marking_refs").add(tlp.markingId().toString());
            });
    var crossings =
        frontier.export(
            new Proposal(
                "essai/" + domain,
                "indicators",
                List.of(indicator),
                Purpose.CYBER_DEFENCE,
                Set.of(to)));
    assertThat(crossings).hasSize(1);
    return crossings.getFirst();
  }

  private void addPeer(StateCode code) throws Exception {
    var keys = NodeKeys.open(directory, code, new SecureRandom());
    var card = JSON.createObjectNode();
    card.put("card", 1).put("code", code.value()).put("name", "Nœud du Niger");
    card.put("city", "Niamey").put("url", "https://localhost:1");
    card.put("logKey", keys.logKey().vkey());
    card.put("recipient", keys.identity().recipient().text());
    card.put("certificate", "0".repeat(64));
    var program = new Browser(port);
    var added =
        program.send(
            program
                .request("/api/v1/peers")
                .header("Authorization", "Bearer " + control.value())
                .header("Content-Type", "application/json")
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString(card.toString())));
    assertThat(added.statusCode()).as(added.body()).isEqualTo(201);
  }

  private static List<String> rows(HttpResponse<String> page) {
    assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
    return ROW.matcher(page.body()).results().map(row -> row.group(1)).toList();
  }

  private HttpResponse<String> api(String path) {
    var program = new Browser(port);
    return program.send(
        program.request(path).header("Authorization", "Bearer " + control.value()).GET());
  }

  private static JsonNode json(HttpResponse<String> answer, int status) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return JSON.readTree(answer.body());
  }
}
