package org.bouclier.node.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** English is one click away, and one click back; neither loses what was filtered. */
@ExtendWith(Stage.Lender.class)
class LanguagePageTest {

  private final Stage stage;

  LanguagePageTest(Stage stage) {
    this.stage = stage;
  }

  @ParameterizedTest
  @CsvSource({
    "/maintenant, Maintenant, Now",
    "/alertes?q=aadij&statut=TOUS, Alertes, Alerts",
    "/incidents?etat=tous&gravite=high, Incidents, Incidents",
    "/connaissances?q=stealer&tlp=CLEAR, Connaissances, Intelligence",
    "/frontiere?verdict=sorti&vers=BF, Registre de la frontière, Border register",
    "/sources/regles, Règles de détection, Detection rules",
  })
  void a_page_changes_language_in_place(String path, String french, String english) {
    try (var visitor = stage.officer("ML")) {
      Page page = visitor.page();
      visitor.open(path);
      String url = page.url();
      assertThat(page.locator("html")).hasAttribute("lang", "fr");
      assertThat(page.locator("h1")).containsText(french);

      By.link(page, "English").click();
      assertThat(page).hasURL(url);
      assertThat(page.locator("html")).hasAttribute("lang", "en");
      assertThat(page.locator("h1")).containsText(english);
      assertThat(page.locator("main")).not().containsText(Pattern.compile("[éèêàùç]{2}|œ"));

      By.link(page, "Français").click();
      assertThat(page).hasURL(url);
      assertThat(page.locator("html")).hasAttribute("lang", "fr");
      assertThat(page.locator("h1")).containsText(french);
    }
  }
}
