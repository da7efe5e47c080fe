package org.bouclier.node.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An incident, from the line that opened it to the task that is done. */
@ExtendWith(Stage.Lender.class)
class IncidentPageTest {

  private static final String ATTACKER = "commande-incident.example";

  private final Stage stage;

  IncidentPageTest(Stage stage) {
    this.stage = stage;
  }

  @Test
  void a_grave_alert_opens_it_and_people_lead_it() throws Exception {
    var node = stage.client("ML");
    Story.watch(node, ATTACKER);
    String token = Story.declare(node, "resolveur-gao", "Résolveur de Gao", "dns");
    Story.send(node.with(token), "resolveur-gao", Story.question("x." + ATTACKER));
    try (var visitor = stage.officer("ML")) {
      Page page = visitor.page();
      page.waitForCondition(() -> isOpen());
      visitor.open("/incidents?q=" + ATTACKER);
      By.line(page, "commande-incident[.]example").locator("a.open").click();

      assertThat(page.locator("h1")).containsText("TLP:AMBER");
      assertThat(page.locator("ol.timeline")).containsText("Incident ouvert");
      assertThat(page.locator("ol.timeline")).containsText("Alerte liée");

      page.getByText("Changer l’état").click();
      page.locator("#etat").selectOption("ANALYSIS");
      page.getByLabel("Raison").fill("Poste 12 isolé du réseau");
      By.button(page, "Changer").click();
      assertThat(page.locator("ol.timeline li").first()).containsText("en analyse");
      assertThat(page.locator("ol.timeline li").first()).containsText("Poste 12 isolé du réseau");

      page.getByText("Ajouter une tâche").click();
      page.getByLabel("Quoi ?").fill("Appeler le ministère de la Santé");
      page.getByLabel("Qui ?").fill("a.traore");
      page.getByLabel("Pour quand ?").fill("2026-11-30");
      By.button(page, "Ajouter la tâche").click();
      var task =
          page.locator("main li")
              .filter(
                  new com.microsoft.playwright.Locator.FilterOptions()
                      .setHas(By.button(page, "Marquer faite")));
      assertThat(task).containsText("○ Appeler le ministère de la Santé · a.traore");
      assertThat(task).containsText("30 novembre 2026");
      By.button(page, "Marquer faite").click();
      assertThat(By.button(page, "Rouvrir")).isVisible();

      page.getByLabel("Ajouter un fait ou une remarque").fill("Le poste était allumé depuis 2 h.");
      By.button(page, "Écrire").click();
      assertThat(page.locator("ol.timeline li").first())
          .containsText("Le poste était allumé depuis 2 h.");
      assertThat(page.locator("ol.timeline li").first()).containsText("a.traore");
    }
  }

  private boolean isOpen() {
    try {
      return !stage
          .client("ML")
          .get("/api/v1/incidents?q=" + ATTACKER)
          .required("incidents")
          .isEmpty();
    } catch (Exception failure) {
      throw new IllegalStateException(failure);
    }
  }
}
