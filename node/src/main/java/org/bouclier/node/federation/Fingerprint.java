package org.bouclier.node.federation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.bouclier.ledger.log.Hash;

/**
 * The first 128 bits of a hash, as people read them to one another over the phone: sixteen common
 * French words, or eight groups of four hexadecimal digits. Whoever would pass another card for
 * this one has to find a second text with the same 128 bits, which nobody can.
 *
 * @param words sixteen, one for each byte
 * @param groups eight, four digits each
 */
public record Fingerprint(List<String> words, List<String> groups) {

  private static final int BYTES = 16;
  private static final List<String> VOCABULARY = vocabulary();

  /** Copies the lists. */
  public Fingerprint {
    words = List.copyOf(words);
    groups = List.copyOf(groups);
  }

  /** The fingerprint of a hash. */
  public static Fingerprint of(Hash hash) {
    var bytes = hash.bytes();
    var words = new ArrayList<String>();
    var groups = new ArrayList<String>();
    for (int i = 0; i < BYTES; i++) {
      words.add(VOCABULARY.get(bytes[i] & 0xFF));
    }
    for (int i = 0; i < 2 * BYTES; i += 4) {
      groups.add(hash.hex().substring(i, i + 4));
    }
    return new Fingerprint(words, groups);
  }

  /** The words, as one reads them aloud. */
  public String spoken() {
    return String.join(" ", words);
  }

  /** The digits, as one reads them aloud. */
  public String hex() {
    return String.join(" ", groups);
  }

  /**
   * The 256 words, in the order of their bytes; no two sound alike or start by the same four
   * letters.
   */
  private static List<String> vocabulary() {
    try (var file = Fingerprint.class.getResourceAsStream("/federation/words.txt")) {
      if (file == null) {
        throw new IllegalStateException("federation/words.txt is not in this build");
      }
      return new String(file.readAllBytes(), UTF_8).lines().toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
