package org.bouclier.node.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What Bamako confirms, Ouagadougou knows; and each says on its pages what it did, and why. */
@ExtendWith(Stage.Lender.class)
class SharingPageTest {

  private static final String ATTACKER = "banque-partage.example";
  private static final String SHOWN = "banque-partage[.]example";

  private final Stage stage;

  SharingPageTest(Stage stage) {
    this.stage = stage;
  }

  @Test
  void an_indicator_confirmed_here_is_known_there_with_its_source_and_its_crossing() {
    try (var mali = stage.officer("ML");
        var burkina = stage.officer("BF")) {
      Page page = mali.page();
      propose(mali, ATTACKER, "GREEN");
      By.button(page, "Confirmer et partager").click();
      assertThat(page.locator("h1")).containsText("Confirmer et partager 1 indicateur ?");
      By.button(page, "Confirmer").click();
      String object = page.url().substring(page.url().indexOf("/connaissances"));

      Page there = burkina.page();
      there.waitForCondition(() -> isKnown(burkina));
      var line = By.line(there, SHOWN);
      assertThat(line).containsText("TLP:GREEN");
      assertThat(line).containsText("ML");
      line.locator("a.open").click();
      assertThat(there.locator("main")).containsText("ce nœud ne le redit pas");

      burkina.open("/pairs");
      assertThat(By.line(there, "Bamako")).containsText("à jour");
      By.line(there, "Bamako").locator("a.open").click();
      assertThat(there.locator("h1")).containsText("à jour");
      assertThat(there.locator("main")).containsText("Vérifié jusqu’au bout");
      assertThat(there.locator("main")).containsText(Pattern.compile("Entrées vérifiées\\s*[1-9]"));

      mali.open("/frontiere?objet=" + object.substring(object.lastIndexOf('/') + 1));
      var crossing = By.line(page, "Sorti").filter(to("BF"));
      crossing.locator("a.open").click();
      assertThat(page.locator("h1")).containsText("Sortie vers BF");
      assertThat(page.locator("details.why")).containsText("Règle");
      assertThat(page.locator("details.why tbody tr").first()).isVisible();
    }
  }

  @Test
  void what_may_not_leave_is_refused_with_the_reason_and_what_would_change_it() {
    try (var mali = stage.officer("ML")) {
      Page page = mali.page();
      propose(mali, "reste-ici.example", "RED");
      By.button(page, "Confirmer et partager").click();
      By.button(page, "Confirmer").click();
      String object = page.url().substring(page.url().lastIndexOf('/') + 1);
      page.waitForCondition(() -> {
        page.navigate("/frontiere?objet=" + object);
        return By.line(page, "Refusé").count() > 0;
      });
      By.line(page, "Refusé").filter(to("BF")).locator("a.open").click();
      assertThat(page.locator("h1")).containsText("Refus vers BF");
      assertThat(page.locator("details.why")).containsText("Ce qui l’aurait laissé sortir");
      assertThat(page.locator("details.why")).containsText("destinataires nommés");
    }
  }

  private static Locator.FilterOptions to(String state) {
    return new Locator.FilterOptions().setHasText(state);
  }

  /** Creates an indicator by the form, and leaves the visitor on its page. */
  private static void propose(Visitor visitor, String value, String tlp) {
    Page page = visitor.page();
    visitor.open("/connaissances/nouveau");
    page.getByLabel("Valeur à surveiller").fill(value);
    page.getByLabel("Jusqu’où cela peut aller (TLP)").selectOption(tlp);
    By.button(page, "Créer l’indicateur").click();
    assertThat(page.locator("h1")).containsText("TLP:" + tlp);
  }

  private static boolean isKnown(Visitor visitor) {
    visitor.open("/connaissances?q=" + ATTACKER);
    return By.line(visitor.page(), SHOWN).count() == 1;
  }
}
