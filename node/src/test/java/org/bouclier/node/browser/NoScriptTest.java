package org.bouclier.node.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Everything works in a browser that runs no script. */
@ExtendWith(Stage.Lender.class)
class NoScriptTest {

  private final Stage stage;

  NoScriptTest(Stage stage) {
    this.stage = stage;
  }

  @Test
  void one_enters_reads_filters_and_acts() throws Exception {
    String link = stage.invite("ML", "o.keita", "Oumar Keïta");
    try (var visitor =
        stage.stranger("ML", new Browser.NewContextOptions().setJavaScriptEnabled(false))) {
      Page page = visitor.page();
      Stage.choosePassword(page, link);
      Stage.signIn(page, "o.keita");
      assertThat(By.line(page, "resolveur-bamako").first()).isVisible();
      assertThat(page.getByText("En direct")).isHidden();

      By.link(page, "Alertes").click();
      page.getByLabel("Nom, adresse, règle").fill("aboutmart");
      By.button(page, "Filtrer").click();
      assertThat(page.locator(".count")).hasText("1 alerte");
      By.line(page, "aboutmart[.]info").locator("a.open").click();
      page.getByLabel("Note (facultative)").fill("Poste éteint, appel passé.");
      By.button(page, "Prendre en charge").click();
      assertThat(By.notice(page)).containsText("prise en charge");
      assertThat(page.locator("ol.timeline")).containsText("Poste éteint, appel passé.");
      assertThat(page.locator("ol.timeline")).containsText("o.keita");

      By.button(page, "Se déconnecter").click();
      assertThat(By.notice(page)).containsText("Vous êtes déconnecté.");
    }
  }
}
