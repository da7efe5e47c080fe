package org.bouclier.detect.sigma;

import org.jspecify.annotations.Nullable;

/** A question about one value of an event. Immutable; safe for any number of threads. */
abstract class ValueTest {

  /** Whether the value satisfies it. The range is folded if {@link #isFolded}. */
  abstract boolean test(byte[] value, int from, int to);

  /** Whether it looks at the value's folded form. */
  boolean isFolded() {
    return true;
  }

  /** Whether {@code null} satisfies it too; a value is then no necessity. */
  boolean acceptsNull() {
    return false;
  }

  /** Bytes that every value that satisfies it must have, in folded form; null if there are none. */
  @Nullable Literal literal() {
    return null;
  }

  /**
   * Bytes that must be in a value.
   *
   * @param anchor where
   * @param bytes folded, not empty unless the anchor is EXACT
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by no one
  record Literal(Anchor anchor, byte[] bytes) {}

  /** Where in a value a literal stands. */
  enum Anchor {
    /** It is the value. */
    EXACT,
    /** At its start. */
    PREFIX,
    /** At its end. */
    SUFFIX,
    /** Anywhere. */
    INSIDE
  }
}
