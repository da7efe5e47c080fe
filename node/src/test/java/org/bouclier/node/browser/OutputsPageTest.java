package org.bouclier.node.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The block lists, as an engineer fetches them by hand. */
@ExtendWith(Stage.Lender.class)
class OutputsPageTest {

  private final Stage stage;

  OutputsPageTest(Stage stage) {
    this.stage = stage;
  }

  @Test
  void the_zone_is_downloaded_and_its_digest_is_that_of_the_page() throws Exception {
    try (var visitor = stage.officer("ML")) {
      Page page = visitor.page();
      visitor.open("/sorties");
      assertThat(By.heading(page, "Zone DNS RPZ")).isVisible();
      var download = page.waitForDownload(() -> By.link(page, "bouclier.rpz").click());
      org.assertj.core.api.Assertions.assertThat(download.suggestedFilename())
          .isEqualTo("bouclier.rpz");
      byte[] zone = Files.readAllBytes(download.path());
      org.assertj.core.api.Assertions.assertThat(
              new String(zone, java.nio.charset.StandardCharsets.UTF_8))
          .contains("SOA")
          .contains("00black00.is-with-theband.com CNAME .");
    }
  }
}
