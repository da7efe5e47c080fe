package org.bouclier.node.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import java.util.ArrayList;
import java.util.List;

/**
 * One person's browser, with nothing kept from before. Closing it checks that the pages ran without
 * a complaint: no error of a script, nothing refused by the security policy, nothing missing.
 */
final class Visitor implements AutoCloseable {

  private static final double PATIENCE_MILLIS = 10_000;

  private final BrowserContext context;
  private final Page page;
  private final List<String> complaints = new ArrayList<>();

  Visitor(Browser browser, Browser.NewContextOptions options) {
    context = browser.newContext(options);
    context.setDefaultTimeout(PATIENCE_MILLIS);
    page = context.newPage();
    page.onConsoleMessage(message -> {
      if (message.type().equals("error") || message.type().equals("warning")) {
        complaints.add(message.text() + " at " + message.location());
      }
    });
    page.onPageError(error -> complaints.add(error));
  }

  /** What the person sees. */
  Page page() {
    return page;
  }

  /** Opens a page of the node, which must be there. */
  Response open(String path) {
    Response response = page.navigate(path);
    assertThat(response.status()).as(path).isEqualTo(200);
    assertThat(page.url())
        .as("the page itself")
        .contains(path.replaceFirst("[?].*", "").replaceFirst("^http://[^/]+", ""));
    return response;
  }

  /**
   * Chooses between light and dark, as the person's system does. Said to the browser itself:
   * Playwright's {@code ColorScheme} is not understood under a Turkish locale.
   */
  void prefer(String scheme) {
    var features = new JsonArray();
    features.add(feature("prefers-color-scheme", scheme));
    features.add(feature("prefers-reduced-motion", "reduce")); // no colour half way to another
    var asked = new JsonObject();
    asked.add("features", features);
    context.newCDPSession(page).send("Emulation.setEmulatedMedia", asked);
  }

  private static JsonObject feature(String name, String value) {
    var feature = new JsonObject();
    feature.addProperty("name", name);
    feature.addProperty("value", value);
    return feature;
  }

  /** Takes note that what was complained of so far was meant to happen, as a refusal is. */
  void expectComplaint(String part) {
    assertThat(complaints).anyMatch(complaint -> complaint.contains(part));
    complaints.removeIf(complaint -> complaint.contains(part));
  }

  @Override
  public void close() {
    context.close();
    assertThat(complaints).as("what the console says").isEmpty();
  }
}
