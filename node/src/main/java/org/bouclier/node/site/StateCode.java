package org.bouclier.node.site;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The code of a member state, or of an institution that runs a node of its own: two to eight
 * capital letters or digits, as in {@code ML}, {@code BF}, {@code NE}.
 *
 * @param value the code itself
 */
public record StateCode(String value) implements Comparable<StateCode> {

  private static final Pattern FORM = Pattern.compile("[A-Z][A-Z0-9]{1,7}");

  /**
   * @throws IllegalArgumentException if {@code value} is not of that form
   */
  public StateCode {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "a state code is 2 to 8 capital letters or digits: " + value);
    }
  }

  /** The code that a stranger wrote; empty if it is none. */
  public static Optional<StateCode> of(String text) {
    return FORM.matcher(text).matches() ? Optional.of(new StateCode(text)) : Optional.empty();
  }

  @Override
  public int compareTo(StateCode other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
