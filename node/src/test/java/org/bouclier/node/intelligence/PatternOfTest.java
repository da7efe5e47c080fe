package org.bouclier.node.intelligence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumSet;
import org.bouclier.detect.Indicator;
import org.bouclier.detect.IndicatorKind;
import org.bouclier.detect.IndicatorReading;
import org.bouclier.detect.IndicatorText;
import org.junit.jupiter.api.Test;

class PatternOfTest {

  @Test
  void every_kind_comes_back_from_its_pattern() {
    var seen = EnumSet.noneOf(IndicatorKind.class);
    for (String text :
        new String[] {
          "evil.example",
          "192.0.2.7",
          "2001:db8::1",
          "192.0.2.0/24",
          "2001:db8::/32",
          "https://evil.example/a?b='c'",
          "d41d8cd98f00b204e9800998ecf8427e",
          "da39a3ee5e6b4b0d3255bfef95601890afd80709",
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855".repeat(2),
          "caisse@evil.example",
          "192.0.2.7:443",
          "[2001:db8::1]:443",
          "evil.example/a/b",
          "192.0.2.7/a.sh",
          "file:évil.exe",
          "ja3:d41d8cd98f00b204e9800998ecf8427e",
          "t13d1516h2_8daaf6152771_b186095e22b6",
          "ua:Mozilla/5.0 (c\u2019est 'x' \\y)",
        }) {
      Indicator indicator = ((IndicatorReading.Listed) IndicatorText.read(text)).indicator();
      PatternOf.Reading read = PatternOf.read(PatternOf.value(indicator));
      assertThat(read.values()).as("%s %s", text, read.unwatched()).containsExactly(indicator);
      seen.add(indicator.kind());
    }
    assertThat(seen)
        .as("every kind was tried")
        .hasSameElementsAs(Arrays.asList(IndicatorKind.values()));
  }
}
