package org.bouclier.node.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Nothing needs a mouse. */
@ExtendWith(Stage.Lender.class)
class KeyboardTest {

  private final Stage stage;

  KeyboardTest(Stage stage) {
    this.stage = stage;
  }

  @Test
  void one_skips_to_the_content_walks_the_list_and_acts_with_keys_alone() {
    try (var visitor = stage.officer("ML")) {
      Page page = visitor.page();
      visitor.open("/alertes?q=accesscardinvite");
      page.keyboard().press("Tab");
      var skip = By.link(page, "Aller au contenu");
      assertThat(skip).isFocused();
      assertThat(skip).isInViewport();
      page.keyboard().press("Enter");
      assertThat(page.locator("main")).isFocused();
      page.keyboard().press("Tab");
      String outline =
          (String) page.evaluate("getComputedStyle(document.activeElement).outlineStyle");
      org.assertj.core.api.Assertions.assertThat(outline).as("focus is seen").isEqualTo("solid");

      page.evaluate("document.activeElement.blur()");
      page.keyboard().press("/");
      assertThat(page.locator("#q")).isFocused();
      page.evaluate("document.activeElement.blur()");
      page.keyboard().press("j");
      assertThat(page.locator("a.open").first()).isFocused();
      page.keyboard().press("j");
      assertThat(page.locator("a.open").nth(1)).isFocused();
      page.keyboard().press("k");
      page.keyboard().press("Enter");

      assertThat(By.heading(page, "Que faire ?")).isVisible();
      tabTo(page, By.button(page, "Prendre en charge"));
      page.keyboard().press("Enter");
      assertThat(By.notice(page)).containsText("prise en charge");
    }
  }

  /** Presses Tab until it is there, which it must be before one goes mad. */
  private static void tabTo(Page page, com.microsoft.playwright.Locator wanted) {
    for (int i = 0; i < 60; i++) {
      page.keyboard().press("Tab");
      if ((Boolean) wanted.evaluate("it => it === document.activeElement")) {
        return;
      }
    }
    assertThat(wanted).isFocused();
  }
}
