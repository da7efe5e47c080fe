package org.bouclier.node.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;

/** An open page follows what happens: nobody reloads it at three in the morning. */
@ExtendWith(Stage.Lender.class)
class LivePageTest {

  private final Stage stage;
  private String source = "";
  private String attacker = "";
  private String token = "";

  LivePageTest(Stage stage) {
    this.stage = stage;
  }

  @BeforeEach
  void a_source_and_an_indicator_of_its_own(TestInfo test) throws Exception {
    var node = stage.client("ML");
    source = "direct-" + test.getTestMethod().orElseThrow().getName().length();
    attacker = source + ".example";
    token = Story.declare(node, source, "Résolveur de Ségou", "dns");
    Story.watch(node, attacker);
  }

  @Test
  void an_alert_appears_on_the_overview_by_itself() throws Exception {
    try (var visitor = stage.officer("ML")) {
      Page page = visitor.page();
      visitor.open("/maintenant");
      page.evaluate("window.neverReloaded = true");
      assertThat(page.getByText("En direct")).isVisible();

      Story.send(stage.client("ML").with(token), source, Story.question("c2." + attacker));

      assertThat(By.line(page, "c2.".replace(".", "[.]") + attacker.replace(".", "[.]")))
          .isVisible();
      assertThat(page.locator("#summary")).containsText("incidents ouverts");
      org.assertj.core.api.Assertions.assertThat(page.evaluate("window.neverReloaded"))
          .isEqualTo(true);
    }
  }

  @Test
  void an_alert_appears_in_the_list_by_itself_unless_the_list_was_suspended() throws Exception {
    try (var visitor = stage.officer("ML")) {
      Page page = visitor.page();
      visitor.open("/alertes?q=" + attacker);
      assertThat(page.locator("main")).containsText("Aucune alerte ne répond à ces critères.");

      Story.send(stage.client("ML").with(token), source, Story.question("un." + attacker));
      assertThat(page.locator(".count")).hasText("1 alerte");

      By.button(page, "Suspendre").click();
      Story.send(stage.client("ML").with(token), source, Story.question("deux." + attacker));
      page.waitForCondition(() -> alertCount() == 2);
      assertThat(page.locator(".count")).hasText("1 alerte");
      By.button(page, "Reprendre").click();
      assertThat(page.locator(".count")).hasText("2 alertes");
    }
  }

  private int alertCount() {
    try {
      return stage.client("ML").get("/api/v1/alerts?q=" + attacker).required("alerts").size();
    } catch (Exception failure) {
      throw new IllegalStateException(failure);
    }
  }
}
