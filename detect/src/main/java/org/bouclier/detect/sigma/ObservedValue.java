package org.bouclier.detect.sigma;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.bouclier.detect.log.EventFields;
import org.jspecify.annotations.Nullable;

/**
 * A field's value, taken out of an event for correlations.
 *
 * @param folded what is compared: two values are the same if rules would call them equal. A value
 *     of more than {@value #MAX_COMPARED} bytes is cut and ends by the digest of the whole
 * @param shown the value as the event has it, cut to what {@link Evidence} can hold
 */
@SuppressWarnings("ArrayRecordComponent") // compared by no one
record ObservedValue(byte[] folded, byte[] shown) {

  static final int MAX_COMPARED = 256;
  private static final int DIGEST_BYTES = 32;

  /** The first value that a field has, or null if it has none. */
  static @Nullable ObservedValue of(EventView event, int slot) {
    for (int link = event.first(slot); link >= 0; link = event.next(link)) {
      int field = event.field(link);
      if (event.hasValue(field)) {
        return of(event, event.fields(), field);
      }
    }
    return null;
  }

  private static ObservedValue of(EventView event, EventFields fields, int field) {
    int from = event.foldedFrom(field);
    byte[] folded = bounded(event.folded(), from, event.foldedTo(field));
    int shownFrom = fields.valueFrom(field);
    int shownTo = Math.min(fields.valueTo(field), shownFrom + 4 * Evidence.MAX_CHARS);
    byte[] values = fields.values(field);
    boolean same = Arrays.equals(values, shownFrom, shownTo, folded, 0, folded.length);
    return new ObservedValue(
        folded, same ? folded : Arrays.copyOfRange(values, shownFrom, shownTo));
  }

  private static byte[] bounded(byte[] bytes, int from, int to) {
    if (to - from <= MAX_COMPARED) {
      return Arrays.copyOfRange(bytes, from, to);
    }
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(bytes, from, to - from);
      byte[] cut = Arrays.copyOfRange(bytes, from, from + MAX_COMPARED);
      System.arraycopy(digest.digest(), 0, cut, MAX_COMPARED - DIGEST_BYTES, DIGEST_BYTES);
      return cut;
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  String text() {
    return new String(shown, UTF_8);
  }
}
