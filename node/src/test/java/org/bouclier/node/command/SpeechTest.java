package org.bouclier.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SpeechTest {

  private static final String[] NONE = {};

  @Test
  void french_unless_english_is_asked_for() {
    assertThat(Speech.of(NONE, Map.of()).english()).isFalse();
    assertThat(Speech.of(NONE, Map.of("LANG", "fr_ML.UTF-8")).english()).isFalse();
    assertThat(Speech.of(NONE, Map.of("LANG", "en_GB.UTF-8")).english()).isTrue();
    assertThat(Speech.of(NONE, Map.of("LC_ALL", "fr_FR", "LANG", "en_US")).english()).isFalse();
    assertThat(Speech.of(NONE, Map.of("BOUCLIER_LANG", "en_US", "LC_ALL", "C")).english()).isTrue();
    assertThat(Speech.of(new String[] {"start", "--lang", "en"}, Map.of()).english()).isTrue();
    assertThat(Speech.of(new String[] {"--lang=fr"}, Map.of("LANG", "en_US")).english()).isFalse();
  }

  @Test
  void sizes_and_durations_are_read_by_people() {
    var french = new Speech(false);
    var english = new Speech(true);

    assertThat(french.bytes(999)).isEqualTo("999 o");
    assertThat(french.bytes(1_250_000_000)).isEqualTo("1,3 Go");
    assertThat(english.bytes(1_250_000_000)).isEqualTo("1.3 GB");
    assertThat(french.duration(Duration.ofSeconds(-3))).isEqualTo("0 s");
    assertThat(french.duration(Duration.ofMinutes(61))).isEqualTo("1 h 1 min");
    assertThat(french.duration(Duration.ofHours(76))).isEqualTo("3 j 4 h");
    assertThat(english.duration(Duration.ofHours(76))).isEqualTo("3 d 4 h");
  }
}
