package org.bouclier.node.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Bamako's authority orders an erasure: Ouagadougou forgets, and its answer comes back. */
@ExtendWith(Stage.Lender.class)
class ErasurePageTest {

  private static final String VALUE = "victime-effacee.example";
  private static final String SHOWN = "victime-effacee[.]example";

  private final Stage stage;

  ErasurePageTest(Stage stage) {
    this.stage = stage;
  }

  @Test
  void what_is_erased_here_is_forgotten_there_and_the_answer_is_shown() {
    try (var mali = stage.officer("ML");
        var burkina = stage.officer("BF")) {
      Page page = mali.page();
      mali.open("/connaissances/nouveau");
      page.getByLabel("Valeur à surveiller").fill(VALUE);
      page.getByLabel("Jusqu’où cela peut aller (TLP)").selectOption("GREEN");
      By.button(page, "Créer l’indicateur").click();
      By.button(page, "Confirmer et partager").click();
      By.button(page, "Confirmer").click();
      String object = page.url().substring(page.url().lastIndexOf('/') + 1);
      Page there = burkina.page();
      there.waitForCondition(() -> known(burkina) == 1);

      mali.open("/frontiere?objet=" + object);
      By.line(page, "Sorti")
          .filter(new Locator.FilterOptions().setHasText("BF"))
          .locator("a.open")
          .click();
      String crossing = page.url();
      var content = page.context().request();
      org.assertj.core.api.Assertions.assertThat(content.get(crossing + "/pli").status())
          .isEqualTo(200);
      page.getByLabel("Numéro de la décision de l’autorité").fill("2026-031/APDP");
      page.getByLabel("Je confirme").check();
      PageCheck.accessible(page);
      By.button(page, "Effacer et envoyer l’ordre").click();
      assertThat(By.notice(page)).containsText("Le contenu est effacé ici");
      assertThat(page.locator("#efface")).containsText("politique interne");
      assertThat(page.locator("h1")).containsText("effacé");
      var gone = content.get(crossing + "/pli");
      org.assertj.core.api.Assertions.assertThat(gone.status()).isEqualTo(410);
      org.assertj.core.api.Assertions.assertThat(gone.text())
          .contains("effacé sur ordre", "2026-031/APDP");

      there.waitForCondition(() -> known(burkina) == 0);
      page.waitForCondition(() -> {
        page.navigate(crossing);
        return page.locator("#efface").textContent().contains("accusé, feuille");
      });
      assertThat(page.locator("#efface")).containsText("1 objet effacé");
      PageCheck.accessible(page);
      fitsBothWidths(page, "effacement");

      mali.open("/frontiere/effacements");
      assertThat(By.line(page, "2026-031/APDP")).containsText("accusé, feuille");
      PageCheck.accessible(page);
      fitsBothWidths(page, "effacements");
      mali.open("/frontiere");
      assertThat(By.line(page, "ordre d’effacement").first()).containsText("BF");
      assertThat(By.line(page, "effacé").first()).isVisible();
    }
  }

  private static void fitsBothWidths(Page page, String name) {
    for (int width : new int[] {390, 1280}) {
      page.setViewportSize(width, 900);
      PageCheck.fitsItsWidth(page);
      PageCheck.picture(page, name + "-" + width);
    }
  }

  private static int known(Visitor visitor) {
    visitor.open("/connaissances?q=" + VALUE);
    return By.line(visitor.page(), SHOWN).count();
  }
}
