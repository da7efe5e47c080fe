package org.bouclier.ledger.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class EntryBundleTest {

  private static final byte[] BUNDLE = {0, 1, 'a', 0, 0, 0, 2, 'b', 'c'};

  @Test
  void entries_of_every_length_read_back() {
    var entries = List.of(new byte[0], new byte[255], new byte[256], new byte[65_535]);
    var bundle = EntryBundle.encode(entries);
    assertThat(bundle).hasSize(4 * 2 + 255 + 256 + 65_535);
    assertThat(EntryBundle.decode(bundle, 4, 65_535))
        .containsExactly(entries.toArray(new byte[0][]));
    assertThat(EntryBundle.encode(EntryBundle.decode(BUNDLE, 3, 2))).isEqualTo(BUNDLE);
  }

  @Test
  void one_more_one_less_or_a_part_is_refused() {
    for (int width : List.of(0, 1, 2, 4, 256)) {
      assertThatThrownBy(() -> EntryBundle.decode(BUNDLE, width, 65_535))
          .isInstanceOf(MalformedLogException.class);
    }
    for (int length = 0; length < BUNDLE.length; length++) {
      var cut = Arrays.copyOf(BUNDLE, length);
      assertThatThrownBy(() -> EntryBundle.decode(cut, 3, 65_535))
          .isInstanceOf(MalformedLogException.class);
    }
  }

  @Test
  void an_entry_longer_than_the_reader_wants_is_refused() {
    assertThatThrownBy(() -> EntryBundle.decode(BUNDLE, 3, 1))
        .isInstanceOf(MalformedLogException.class);
    assertThatThrownBy(() -> EntryBundle.encode(List.of(new byte[65_536])))
        .isInstanceOf(MalformedLogException.class);
  }
}
