package org.bouclier.node.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What every page must pass, whatever it shows; and its picture, for eyes to look at. */
final class PageCheck {

  private static final Path PICTURES = Path.of("target/pictures");
  private static final String AXE = readAxe();

  private PageCheck() {}

  /** WCAG 2.1 A and AA by axe-core: no violation. */
  static void accessible(Page page) {
    violates(page, "{type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']}");
  }

  /** Of these, what depends on colours alone: for a page already checked in others. */
  static void hasContrast(Page page) {
    violates(page, "{type: 'rule', values: ['color-contrast', 'link-in-text-block']}");
  }

  private static void violates(Page page, String only) {
    if (Boolean.FALSE.equals(page.evaluate("'axe' in window"))) {
      page.evaluate(AXE);
    }
    @SuppressWarnings("unchecked")
    var violations =
        (List<Map<String, Object>>)
            page.evaluate(
                "async () => (await axe.run(document, {resultTypes: ['violations'], runOnly: "
                    + only
                    + """
                    })).violations.map(v => ({
                      rule: v.id, help: v.help, where: v.nodes.slice(0, 5).map(n => n.html)
                    }))
                    """);
    assertThat(violations).as("accessibility of " + page.url()).isEmpty();
  }

  /** Nothing hangs over the right edge. */
  static void fitsItsWidth(Page page) {
    var over =
        page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth");
    assertThat(((Number) over).intValue()).as("pixels too wide: " + page.url()).isZero();
  }

  /** Keeps a picture of the whole page, when they were asked for by {@code -Dpictures=true}. */
  static void picture(Page page, String name) {
    if (!Boolean.getBoolean("pictures")) {
      return;
    }
    page.screenshot(
        new Page.ScreenshotOptions().setPath(PICTURES.resolve(name + ".png")).setFullPage(true));
  }

  private static String readAxe() {
    try (var axe = PageCheck.class.getResourceAsStream("/axe.min.js")) {
      return new String(axe.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
