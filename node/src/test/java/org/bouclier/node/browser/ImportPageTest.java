package org.bouclier.node.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FilePayload;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A list handed in through the page: looked at first, then taken. */
@ExtendWith(Stage.Lender.class)
class ImportPageTest {

  private static final String LIST =
      """
      # reçu du ministère de la Santé
      hameconnage-import.example
      192.0.2.44
      ceci n’est pas un indicateur
      hameconnage-import.example
      """;

  private final Stage stage;

  ImportPageTest(Stage stage) {
    this.stage = stage;
  }

  @Test
  void a_list_is_examined_line_by_line_and_nothing_is_kept_before_one_says_so() {
    try (var visitor = stage.officer("ML")) {
      Page page = visitor.page();
      visitor.open("/connaissances");
      By.link(page, "Importer").first().click();
      page.getByLabel("Fichier")
          .setInputFiles(
              new FilePayload("liste.txt", "text/plain", LIST.getBytes(StandardCharsets.UTF_8)));
      page.getByLabel("Liste, un indicateur par ligne").check();
      page.getByLabel("Nom de la source").fill("Ministère de la Santé");
      page.getByLabel("Marquage de ce qui n’en porte pas").selectOption("GREEN");
      By.button(page, "Examiner le fichier").click();

      assertThat(page.locator("#report")).containsText("Rien n’est encore enregistré.");
      assertThat(By.line(page, "hameconnage-import[.]example").first()).isVisible();
      assertThat(By.line(page, "ceci n’est pas un indicateur")).containsText("rejeté");
      String report = page.url();
      visitor.open("/connaissances?q=hameconnage-import.example");
      assertThat(page.locator("main")).containsText("Rien ne répond à ces critères.");

      visitor.open(report.substring(report.indexOf("/connaissances")));
      By.button(page, "Importer pour de bon : 2 objets").click();
      assertThat(page.locator("#report")).containsText("Import terminé");
      visitor.open("/connaissances?q=hameconnage-import.example");
      assertThat(By.line(page, "hameconnage-import[.]example")).containsText("TLP:GREEN");
      assertThat(By.line(page, "hameconnage-import[.]example"))
          .containsText("Ministère de la Santé");
    }
  }
}
