package org.bouclier.node.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two agents of the authority change what leaves: one without scripts, one on a phone. */
@ExtendWith(Stage.Lender.class)
class PolicyPageTest {

  private final Stage stage;

  PolicyPageTest(Stage stage) {
    this.stage = stage;
  }

  @Test
  void one_writes_and_sees_what_changes_the_other_puts_it_in_force() throws Exception {
    String proposed;
    try (var visitor =
        stage.stranger("ML", new Browser.NewContextOptions().setJavaScriptEnabled(false))) {
      Page page = visitor.page();
      enter(page, "m.diarra", "Mariam Diarra");
      visitor.open("/frontiere");
      By.link(page, "Politiques").click();
      By.link(page, "Proposer une version").click();
      var text = page.getByLabel("Texte", new Page.GetByLabelOptions().setExact(true));
      String standard = text.inputValue();
      org.assertj.core.api.Assertions.assertThat(standard).contains("tlp-vert");

      text.fill(standard.replace("Public::\"communauté\"", "Public::\"comunauté\""));
      By.button(page, "Voir ce qui changerait").click();
      int line = standard.substring(0, standard.indexOf("communauté\"")).split("\n", -1).length;
      assertThat(page.locator("#fautes")).containsText("Ligne " + line);
      visitor.expectComplaint("422"); // heard by now: the page it came with is there
      assertThat(page.locator("#fautes")).containsText("n’existe pas");

      text.fill(standard.replace("Public::\"communauté\"", "Public::\"organisations nommées\""));
      page.getByLabel("Motif").fill("La communauté n’a pas encore de charte");
      By.button(page, "Voir ce qui changerait").click();
      assertThat(page.locator("#changements")).containsText("restreint");
      assertThat(page.locator("#changements")).containsText("communauté");
      PageCheck.picture(page, "politique-examinee-1280");
      By.button(page, "Proposer").click();
      assertThat(By.notice(page)).containsText("une autre personne décide");
      assertThat(By.button(page, "Mettre en vigueur")).hasCount(0);
      proposed = page.url();
    }
    try (var visitor =
        stage.stranger("ML", new Browser.NewContextOptions().setViewportSize(390, 844))) {
      Page page = visitor.page();
      enter(page, "s.cisse", "Sékou Cissé");
      assertThat(page.getByText("politique de frontière attend votre décision")).isVisible();
      page.navigate(proposed);
      assertThat(page.locator("main")).containsText("La communauté n’a pas encore de charte");
      PageCheck.fitsItsWidth(page);
      PageCheck.accessible(page);
      PageCheck.picture(page, "politique-proposee-390");
      By.button(page, "Mettre en vigueur").click();
      assertThat(By.notice(page)).hasText(Pattern.compile("La version \\d+ est en vigueur\\."));
      By.link(page, "Politiques").click();
      assertThat(By.line(page, "m.diarra").first()).containsText("en vigueur");
      assertThat(By.line(page, "m.diarra").first()).containsText("s.cisse");
    }
  }

  private void enter(Page page, String login, String name) throws Exception {
    Stage.choosePassword(page, stage.invite("ML", login, name, "AUTHORITY_AGENT"));
    Stage.signIn(page, login);
  }
}
