package org.bouclier.node.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * WCAG 2.1 contrast of the tokens, in the light theme and in the dark one, and the weight budget.
 */
class StyleSheetTest {

  private static final Path FILE = Path.of("src/main/resources/static/bouclier.css");
  private static final Pattern TOKEN = Pattern.compile("--([a-z-]+): (#[0-9a-f]{3,6});");
  private static final double TEXT = 4.5;
  private static final double MARK = 3.0;

  @ParameterizedTest(name = "{0} on {1}")
  @CsvSource({
    "ink,paper",
    "ink,card",
    "ink,tint",
    "ink,tint-red",
    "ink,tint-green",
    "ink,tint-ochre",
    "soft,paper",
    "soft,card",
    "soft,tint",
    "indigo,paper",
    "indigo,card",
    "indigo,tint",
    "red,card",
    "red,paper",
    "ochre,card",
    "ochre,paper",
    "on,indigo",
    "ink,land",
    "ink,own"
  })
  void text_is_readable(String ink, String ground) throws IOException {
    for (var theme : themes()) {
      assertThat(contrast(theme.get(ink), theme.get(ground))).isGreaterThanOrEqualTo(TEXT);
    }
  }

  @ParameterizedTest(name = "{0} on {1}")
  @CsvSource({"edge,card", "edge,paper", "green,card", "green,paper", "green,land", "ochre,land"})
  void marks_are_visible(String mark, String ground) throws IOException {
    for (var theme : themes()) {
      assertThat(contrast(theme.get(mark), theme.get(ground))).isGreaterThanOrEqualTo(MARK);
    }
  }

  @Test
  void weighs_at_most_20_kB_on_the_wire() throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(Files.readAllBytes(FILE));
    }
    assertThat(bytes.size()).isLessThanOrEqualTo(20_000);
  }

  /** The light tokens, then the dark ones over them. */
  private static List<Map<String, String>> themes() throws IOException {
    String css = Files.readString(FILE);
    int dark = css.indexOf("prefers-color-scheme: dark");
    int end = css.indexOf("@layer base {", dark);
    var light = tokens(css.substring(0, dark));
    var night = new HashMap<>(light);
    night.putAll(tokens(css.substring(dark, end)));
    assertThat(night).as("the dark theme changes the ink").isNotEqualTo(light);
    return List.of(light, night);
  }

  private static Map<String, String> tokens(String css) {
    var tokens = new HashMap<String, String>();
    var found = TOKEN.matcher(css);
    while (found.find()) {
      tokens.put(found.group(1), found.group(2));
    }
    return tokens;
  }

  /** WCAG 2.1, "contrast ratio". */
  private static double contrast(String one, String other) {
    double a = luminance(one);
    double b = luminance(other);
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  }

  /** WCAG 2.1, "relative luminance". */
  private static double luminance(String colour) {
    String hex =
        colour.length() == 4
            ? ""
                + colour.charAt(1)
                + colour.charAt(1)
                + colour.charAt(2)
                + colour.charAt(2)
                + colour.charAt(3)
                + colour.charAt(3)
            : colour.substring(1);
    double[] weights = {0.2126, 0.7152, 0.0722};
    double luminance = 0;
    for (int i = 0; i < 3; i++) {
      double channel = Integer.parseInt(hex.substring(2 * i, 2 * i + 2), 16) / 255.0;
      luminance +=
          weights[i]
              * (channel <= 0.04045 ? channel / 12.92 : Math.pow((channel + 0.055) / 1.055, 2.4));
    }
    return luminance;
  }
}
