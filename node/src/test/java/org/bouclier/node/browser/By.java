package org.bouclier.node.browser;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;

/**
 * Finds things on a page by what they are to those who do not see it. Playwright's own {@code
 * AriaRole} writes its names in the default locale, and finds no link in Turkish.
 */
final class By {

  private By() {}

  static Locator link(Page page, String name) {
    return role(page, "link", name);
  }

  static Locator button(Page page, String name) {
    return role(page, "button", name);
  }

  static Locator heading(Page page, String name) {
    return role(page, "heading", name);
  }

  /** The lines of tables that hold a text. */
  static Locator line(Page page, String text) {
    return page.locator("tbody tr").filter(new Locator.FilterOptions().setHasText(text));
  }

  /** What the page says of the last act. */
  static Locator notice(Page page) {
    return page.locator("main > .notice[role=status]");
  }

  /** What the page says of the last refusal. */
  static Locator problem(Page page) {
    return page.locator("main > .problem[role=alert]");
  }

  private static Locator role(Page page, String role, String name) {
    return page.locator("role=" + role + "[name=\"" + name + "\"]");
  }
}
