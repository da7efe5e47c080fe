package org.bouclier.stix;

import java.util.UUID;

/**
 * The identifier of a STIX object: its type, two hyphens, a UUID.
 *
 * <p>Source: STIX 2.1, section 2.9. One spelling only: the UUID is in lower case with its five
 * groups complete, so that two identifiers are the same object exactly when their texts are equal.
 *
 * @param type object type, 3 to 250 chars of {@code a-z 0-9 -}, see {@link #isType}
 * @param uuid an RFC 4122 UUID (variant 2), of any version
 */
public record StixId(String type, UUID uuid) implements Comparable<StixId> {

  private static final int UUID_CHARS = 36;
  private static final int MIN_TYPE = 3;
  private static final int MAX_TYPE = 250;

  /**
   * Checks both parts.
   *
   * @throws IllegalArgumentException if either part is out of the bounds above
   */
  public StixId {
    if (!isType(type)) {
      throw new IllegalArgumentException("not a STIX type: " + Excerpt.of(type));
    }
    if (uuid.variant() != 2) {
      throw new IllegalArgumentException("not an RFC 4122 UUID: " + uuid);
    }
  }

  /**
   * Reads the text form, strictly.
   *
   * @throws IllegalArgumentException if {@code text} is not, char for char, what {@link #toString}
   *     gives
   */
  public static StixId parse(String text) {
    int dashes = text.length() - UUID_CHARS - 2;
    if (dashes < MIN_TYPE || !text.startsWith("--", dashes)) {
      throw new IllegalArgumentException("not a STIX identifier: " + Excerpt.of(text));
    }
    var uuid = text.substring(dashes + 2);
    var id = new StixId(text.substring(0, dashes), UUID.fromString(uuid));
    if (!id.uuid.toString().equals(uuid)) { // the JDK also takes short groups and capitals
      throw new IllegalArgumentException("UUID is not in canonical form: " + Excerpt.of(text));
    }
    return id;
  }

  /** Whether {@link #parse} would accept this text. */
  public static boolean isValid(String text) {
    try {
      parse(text);
      return true;
    } catch (IllegalArgumentException notAnId) {
      return false;
    }
  }

  /**
   * Whether this is a well-formed type name: 3 to 250 of {@code a-z 0-9 -}, without two hyphens in
   * a row, since those separate type from UUID (STIX 2.1, section 3.1). A name that starts by a
   * digit is refused.
   */
  public static boolean isType(String name) {
    if (name.length() < MIN_TYPE || name.length() > MAX_TYPE || name.contains("--")) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letter = c >= 'a' && c <= 'z';
      boolean other = (c >= '0' && c <= '9') || c == '-';
      if (!letter && (!other || i == 0)) {
        return false;
      }
    }
    return !name.endsWith("-");
  }

  /** By text, so that a sorted bundle is sorted the same everywhere. */
  @Override
  public int compareTo(StixId other) {
    return toString().compareTo(other.toString());
  }

  /** The text form: {@code parse(id.toString()).equals(id)} for every identifier. */
  @Override
  public String toString() {
    return type + "--" + uuid;
  }
}
