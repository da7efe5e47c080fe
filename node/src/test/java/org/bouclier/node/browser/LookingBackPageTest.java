package org.bouclier.node.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Looking into the past, as an analyst does it. */
@ExtendWith(Stage.Lender.class)
class LookingBackPageTest {

  private static final String UNKNOWN = "encore-inconnu.example";
  private static final double PATIENCE_MS = 120_000;

  private final Stage stage;

  LookingBackPageTest(Stage stage) {
    this.stage = stage;
  }

  @Test
  void what_was_received_before_is_found_and_shown_line_by_line() throws Exception {
    var node = stage.client("ML");
    String token = Story.declare(node, "resolveur-mopti", "Résolveur de Mopti", "dns");
    Story.send(node.with(token), "resolveur-mopti", Story.question("x." + UNKNOWN));
    try (var visitor = stage.officer("ML")) {
      Page page = visitor.page();
      visitor.open("/retrospective");
      By.link(page, "Chercher dans le passé").first().click();
      page.locator("#indicateurs").fill("encore-inconnu[.]example\npas un indicateur\n");
      By.button(page, "Chercher").click();
      assertThat(page.locator("main")).containsText("Recherche demandée");
      assertThat(page.locator("main")).containsText("qui ne sont pas des indicateurs : 1");
      assertThat(page.locator("dd .status"))
          .hasText("terminée", new LocatorAssertions.HasTextOptions().setTimeout(PATIENCE_MS));
      assertThat(page.locator("tbody tr").first()).containsText("x[.]encore-inconnu[.]example");
      page.locator("tbody summary").first().click();
      assertThat(page.locator("tbody pre mark").first()).containsText("x.encore-inconnu.example");
      visitor.open("/retrospective");
      assertThat(page.locator("tbody tr").first()).containsText("terminée");
    }
  }
}
