package org.bouclier.node.response;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Map;
import org.bouclier.node.NodeApplication;
import org.bouclier.node.TestPostgres;
import org.bouclier.node.accounts.Browser;
import org.bouclier.node.site.ControlToken;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ContextConfiguration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The pages and the API of incidents on the whole node, as an analyst and a program meet them. */
@SpringBootTest(classes = NodeApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT)
@ContextConfiguration(initializers = TestPostgres.Node.class)
class IncidentPagesTest {

  @LocalServerPort int port;
  @Autowired ControlToken control;

  @Test
  void an_analyst_handles_an_incident_from_its_opening_to_its_closing() {
    var analyst = Browser.ofPerson(port, control, "reponse.analyste", "ANALYST");
    analyst.get("/incidents/nouveau");
    String page =
        location(
            analyst.post(
                "/incidents",
                Map.of(
                    "titre", "Hameçonnage <du> ministère",
                    "gravite", "high",
                    "classe", "fraud:phishing",
                    "tlp", "GREEN")));
    String reference = page.substring("/incidents/".length());
    assertThat(reference).matches("ML-\\d{4}-\\d{4}");
    assertThat(analyst.get(page).body())
        .contains("Hameçonnage &lt;du&gt; ministère", "TLP:GREEN")
        .doesNotContain("<du>");

    done(analyst, page, "/commentaire", Map.of("texte", "Vu au guichet unique."));
    done(analyst, page, "/observables", Map.of("valeur", "hxxp://portail[.]reponse[.]top/entree"));
    done(
        analyst,
        page,
        "/taches",
        Map.of("titre", "Prévenir", "qui", "Fatou", "echeance", "2026-12-01"));
    done(analyst, page, "/taches/1", Map.of("faite", "true"));
    done(
        analyst,
        page,
        "/qualification",
        Map.of("gravite", "critical", "classe", "fraud:phishing", "tlp", "AMBER"));
    done(analyst, page, "/etat", Map.of("etat", "CLOSED", "raison", "Le site est fermé."));

    assertThat(analyst.get(page).body())
        .contains("Vu au guichet unique.", "Tâche 1 faite", "Le site est fermé.", "✓ Prévenir")
        .contains("reponse.analyste");
    assertThat(analyst.get("/incidents?etat=ouverts&q=" + reference).body())
        .doesNotContain("/incidents/" + reference);
    assertThat(analyst.get("/incidents?etat=finis&q=" + reference).body())
        .contains("/incidents/" + reference);

    JsonNode one = json(api("/api/v1/incidents/" + reference), 200);
    assertThat(one.path("severity").asString()).isEqualTo("critical");
    assertThat(one.path("tlp").asString()).isEqualTo("TLP:AMBER");
    assertThat(one.path("rsit").asString()).isEqualTo("fraud:phishing");
    assertThat(one.path("status").asString()).isEqualTo("CLOSED");
    assertThat(one.at("/tasks/0/done").asBoolean()).isTrue();
    assertThat(one.at("/observables/0/value").asString())
        .isEqualTo("http://portail.reponse.top/entree");
    assertThat(json(api("/api/v1/incidents?q=portail.reponse.top"), 200).path("incidents").size())
        .isLessThanOrEqualTo(1);
  }

  @Test
  void what_cannot_be_taken_comes_back_with_its_reason_and_what_was_written() {
    var analyst = Browser.ofPerson(port, control, "reponse.refus", "ANALYST");
    analyst.get("/incidents/nouveau");
    var untitled =
        analyst.post(
            "/incidents",
            Map.of(
                "titre", "t".repeat(201),
                "gravite", "critical",
                "classe", "fraud:phishing",
                "tlp", "RED"));
    assertThat(untitled.statusCode()).isEqualTo(422);
    assertThat(untitled.body())
        .contains("Donnez un titre de 1 à 200 caractères.", "t".repeat(201))
        .contains("value=\"critical\" selected", "value=\"RED\" selected")
        .contains("value=\"fraud:phishing\" selected");

    String page = location(analyst.post("/incidents", Map.of("titre", "Pour les refus")));
    analyst.get(page);
    refused(
        analyst.post(page + "/observables", Map.of("valeur", "rien <du> tout")),
        "ni un domaine, ni une adresse",
        "value=\"rien &lt;du> tout\"");
    refused(
        analyst.post(page + "/commentaire", Map.of("texte", "c".repeat(20_001))),
        "Écrivez de 1 à 20000 caractères.",
        "c".repeat(20_001));
    refused(
        analyst.post(page + "/commentaire", Map.of("texte", "  ")), "Écrivez de 1 à", "textarea");
    refused(
        analyst.post(
            page + "/taches",
            Map.of("titre", "Appeler l’hébergeur", "qui", "Issa", "echeance", "demain")),
        "Une date s’écrit 2026-11-30.",
        "value=\"Appeler l’hébergeur\"");
    refused(analyst.post(page + "/taches/7", Map.of("faite", "true")), "pas de tâche 7", "<h1>");
    refused(
        analyst.post(page + "/etat", Map.of("etat", "CLOSED", "raison", "r".repeat(20_001))),
        "Écrivez de 1 à",
        "r".repeat(20_001));
    refused(analyst.post(page + "/partage", Map.of("valeur", "absent.top")), "ne cite pas", "<h1>");
    assertThat(analyst.post(page + "/etat", Map.of("etat", "FINI")).statusCode()).isEqualTo(400);
    assertThat(analyst.post("/incidents", Map.of("titre", "x", "tlp", "MAUVE")).statusCode())
        .isEqualTo(400);

    JsonNode left = json(api("/api/v1" + page), 200);
    assertThat(left.path("tasks").size()).as("nothing of it was taken").isZero();
    assertThat(left.path("observables").size()).isZero();
    assertThat(left.path("status").asString()).isEqualTo("NEW");
  }

  @Test
  void a_reference_that_names_nothing_is_told_and_a_reader_changes_nothing() {
    var reader = Browser.ofPerson(port, control, "reponse.lecteur", "ADMINISTRATOR");
    var analyst = Browser.ofPerson(port, control, "reponse.auteur", "ANALYST");
    analyst.get("/incidents/nouveau");
    String page = location(analyst.post("/incidents", Map.of("titre", "À lire seulement")));

    for (String wrong : new String[] {"ML-2026-9999", "BF-2026-0001", "n-importe-quoi"}) {
      assertThat(analyst.get("/incidents/" + wrong).statusCode()).as(wrong).isEqualTo(404);
      analyst.get(page);
      assertThat(
              analyst
                  .post("/incidents/" + wrong + "/commentaire", Map.of("texte", "x"))
                  .statusCode())
          .as(wrong)
          .isEqualTo(404);
      JsonNode problem = json(api("/api/v1/incidents/" + wrong), 404);
      assertThat(problem.path("code").asString()).isEqualTo("incident.unknown");
      assertThat(problem.path("detail").asString()).contains("Aucun incident", wrong);
    }

    var shown = reader.get(page);
    assertThat(shown.statusCode()).isEqualTo(200);
    assertThat(shown.body()).contains("À lire seulement").doesNotContain(page + "/commentaire");
    assertThat(reader.post(page + "/commentaire", Map.of("texte", "x")).statusCode())
        .isEqualTo(403);
    assertThat(reader.get("/incidents/nouveau").statusCode()).isEqualTo(403);
    var stranger = Browser.ofPerson(port, control, "reponse.stagiaire", "TRAINEE");
    assertThat(stranger.get(page).statusCode()).isEqualTo(403);
  }

  private static void done(Browser analyst, String page, String action, Map<String, String> form) {
    analyst.get(page);
    assertThat(location(analyst.post(page + action, form))).as(action).isEqualTo(page);
  }

  private static void refused(HttpResponse<String> answer, String why, String written) {
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body()).contains("role=\"alert\"", why, written);
  }

  private static String location(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isIn(302, 303);
    String to = answer.headers().firstValue("Location").orElseThrow();
    return to.substring(to.indexOf("/incidents"));
  }

  private HttpResponse<String> api(String path) {
    var program = new Browser(port);
    return program.send(
        program.request(path).header("Authorization", "Bearer " + control.value()).GET());
  }

  private static JsonNode json(HttpResponse<String> answer, int status) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return JsonMapper.shared().readTree(answer.body());
  }
}
