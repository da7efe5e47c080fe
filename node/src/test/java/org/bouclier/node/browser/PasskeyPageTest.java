package org.bouclier.node.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.google.gson.JsonObject;
import com.microsoft.playwright.Page;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A passkey kept by the browser's own virtual device. */
@ExtendWith(Stage.Lender.class)
class PasskeyPageTest {

  private final Stage stage;

  PasskeyPageTest(Stage stage) {
    this.stage = stage;
  }

  @Test
  void a_key_is_registered_and_opens_the_next_session() throws Exception {
    String link = stage.invite("ML", "f.coulibaly", "Fatoumata Coulibaly");
    try (var visitor = stage.stranger("ML")) {
      Page page = visitor.page();
      plugDevice(page);
      Stage.choosePassword(page, link);
      Stage.signIn(page, "f.coulibaly");
      visitor.open("/mon-compte");
      assertThat(page.locator("main")).containsText("Aucune clé enregistrée.");
      page.getByLabel("Nom de la nouvelle clé").fill("Téléphone de garde");
      By.button(page, "Enregistrer une clé").click();
      assertThat(By.line(page, "Téléphone de garde")).isVisible();

      By.button(page, "Se déconnecter").click();
      By.button(page, "Se connecter avec une clé d’accès").click();
      assertThat(page).hasURL(Pattern.compile("/maintenant$"));
      assertThat(By.link(page, "f.coulibaly")).isVisible();
    }
  }

  private static void plugDevice(Page page) {
    var session = page.context().newCDPSession(page);
    session.send("WebAuthn.enable");
    var options = new JsonObject();
    options.addProperty("protocol", "ctap2");
    options.addProperty("transport", "internal");
    options.addProperty("hasResidentKey", true);
    options.addProperty("hasUserVerification", true);
    options.addProperty("isUserVerified", true);
    var device = new JsonObject();
    device.add("options", options);
    session.send("WebAuthn.addVirtualAuthenticator", device);
  }
}
