package org.bouclier.detect.sigma;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bouclier.detect.sigma.ValueTest.Anchor;
import org.bouclier.detect.sigma.ValueTest.Literal;
import org.jspecify.annotations.Nullable;

/**
 * Literals of which every event that satisfies a condition has at least one, each in its field.
 *
 * <p>A rule need be asked only about events that have one of its witnesses, and nearly every rule
 * has some: in a conjunction those of the rarest part, in a disjunction those of all parts. A
 * negation has none. The set may only ever err by being too large: an event with a witness that
 * does not satisfy the rule costs time, one without that does would be an attack not seen.
 *
 * @param clues what to look for
 * @param frequency guess of how many events have one, from 0 (none) on; only the order matters
 */
record Witness(List<Clue> clues, double frequency) {

  /** The slot of a clue that may be in any field. */
  static final int ANY_FIELD = -1;

  static final Witness NONE = new Witness(List.of(), 0);

  private static final double PRESENT = 0.4;

  /** Fields whose values say little: half of all events share one. */
  private static final Map<String, Double> COMMON_FIELDS =
      Map.of("EventID", 0.2, "Channel", 0.5, "Provider_Name", 0.4, "type", 0.2);

  /** Pieces that most events of their kind have. */
  private static final Map<String, Double> COMMON_TEXT =
      Map.ofEntries(
          Map.entry(".exe", 0.9),
          Map.entry(".dll", 0.9),
          Map.entry("c:\\", 0.9),
          Map.entry(":\\", 0.9),
          Map.entry("\\", 0.9),
          Map.entry("/", 0.7),
          Map.entry("\\windows\\", 0.8),
          Map.entry("c:\\windows\\", 0.8),
          Map.entry(":\\windows\\", 0.8),
          Map.entry("c:\\windows\\system32\\", 0.7),
          Map.entry(":\\windows\\system32\\", 0.7),
          Map.entry("\\system32\\", 0.7),
          Map.entry("\\users\\", 0.3),
          Map.entry("c:\\program files\\", 0.3),
          Map.entry("\\software\\", 0.3),
          Map.entry("http", 0.2),
          Map.entry("system", 0.3));

  /**
   * One literal in one field.
   *
   * @param slot number of the field, or {@link #ANY_FIELD}
   * @param literal what must be in it; null if its presence is all that is known
   * @param nullCounts whether a field without value counts as present
   */
  record Clue(int slot, @Nullable Literal literal, boolean nullCounts) {}

  /** The witness of a test of one field. */
  static @Nullable Witness of(int slot, String name, @Nullable Literal literal) {
    if (literal == null || (literal.bytes().length == 0 && literal.anchor() != Anchor.EXACT)) {
      return slot == ANY_FIELD ? null : presence(slot, false);
    }
    return new Witness(List.of(new Clue(slot, literal, false)), frequency(name, literal));
  }

  /** The witness of a field that must be there. */
  static Witness presence(int slot, boolean nullCounts) {
    return new Witness(List.of(new Clue(slot, null, nullCounts)), PRESENT);
  }

  Witness or(Witness other) {
    List<Clue> all = new ArrayList<>(clues);
    all.addAll(other.clues);
    return new Witness(List.copyOf(all), frequency + other.frequency);
  }

  private static double frequency(String name, Literal literal) {
    Double common = COMMON_TEXT.get(new String(literal.bytes(), UTF_8));
    if (common != null) {
      return common;
    }
    int length = literal.bytes().length;
    if (literal.anchor() == Anchor.EXACT) {
      return COMMON_FIELDS.getOrDefault(name, length < 2 ? 0.3 : 0.01);
    }
    return Math.max(0.0005, Math.pow(0.5, length)) * 2;
  }
}
