package org.bouclier.node.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How one enters a node: the first of all, and those who come after. */
@ExtendWith(Stage.Lender.class)
class SignInPagesTest {

  private final Stage stage;

  SignInPagesTest(Stage stage) {
    this.stage = stage;
  }

  @Test
  void the_first_administrator_enters_by_the_one_time_link_leaves_and_comes_back_by_password() {
    String door = stage.node("BF").door();
    try (var visitor = stage.stranger("BF")) {
      Page page = visitor.page();
      page.navigate(door);
      assertThat(By.heading(page, "Premier accès à ce nœud")).isVisible();
      page.getByLabel("Identifiant").fill("s.kabore");
      page.getByLabel("Nom", exact()).fill("Salimata Kaboré");
      page.getByLabel("Nouveau mot de passe").fill(Stage.PASSWORD);
      page.getByLabel("Le même, encore une fois").fill(Stage.PASSWORD + " !");
      By.button(page, "Créer le compte").click();
      assertThat(By.problem(page)).containsText("Les deux mots de passe diffèrent.");
      assertThat(page.getByLabel("Nom", exact())).hasValue("Salimata Kaboré");
      visitor.expectComplaint("400");

      page.getByLabel("Nouveau mot de passe").fill(Stage.PASSWORD);
      page.getByLabel("Le même, encore une fois").fill(Stage.PASSWORD);
      By.button(page, "Créer le compte").click();
      assertThat(By.notice(page)).containsText("connectez-vous");

      Stage.signIn(page, "s.kabore");
      assertThat(By.link(page, "s.kabore")).isVisible();
      By.button(page, "Se déconnecter").click();
      assertThat(By.notice(page)).containsText("Vous êtes déconnecté.");
      page.navigate("/maintenant");
      assertThat(page).hasURL(Pattern.compile("/connexion"));
      Stage.signIn(page, "s.kabore");

      page.navigate(door);
      assertThat(page.locator("main")).containsText("Code : 410");
      visitor.expectComplaint("410");
    }
  }

  @Test
  void a_wrong_password_is_said_and_the_login_is_kept() throws Exception {
    String link = stage.invite("ML", "m.diallo", "Mariam Diallo");
    try (var visitor = stage.stranger("ML")) {
      Page page = visitor.page();
      Stage.choosePassword(page, link);
      page.getByLabel("Identifiant").fill("m.diallo");
      page.getByLabel("Mot de passe").fill("le mil pousse sans la pluie");
      By.button(page, "Se connecter").click();
      assertThat(By.problem(page)).containsText("Identifiant ou mot de passe inexact.");
      assertThat(page.getByLabel("Identifiant")).hasValue("m.diallo");
      assertThat(page.getByLabel("Mot de passe")).isEmpty();
      visitor.expectComplaint("401");

      Stage.signIn(page, "m.diallo");
      page.navigate("/mon-compte");
      assertThat(page.locator("main")).containsText("Essais refusés : 1.");
    }
  }

  private static Page.GetByLabelOptions exact() {
    return new Page.GetByLabelOptions().setExact(true);
  }
}
