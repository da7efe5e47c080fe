package org.bouclier.node.response;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bouclier.node.site.StateCode;

/**
 * The number people quote on the telephone, as in {@code ML-2026-0042}: state, year of opening,
 * rank in that year.
 *
 * @param state the state whose node opened the incident
 * @param year year of opening in the node's zone, 2000 to 9999
 * @param number rank in that year, from 1; written with four digits at least
 */
public record Reference(StateCode state, int year, int number) {

  private static final Pattern FORM = Pattern.compile("([A-Z][A-Z0-9]{1,7})-(\\d{4})-(\\d{4,9})");

  /**
   * @throws IllegalArgumentException if year or number is out of bounds
   */
  public Reference {
    if (year < 2000 || year > 9999 || number < 1) {
      throw new IllegalArgumentException("no such reference: " + year + ", " + number);
    }
  }

  /** Reads a reference as people type it, in any case; empty if it is none. */
  public static Optional<Reference> parse(String text) {
    var form = FORM.matcher(text.strip().toUpperCase(Locale.ROOT));
    if (!form.matches()) {
      return Optional.empty();
    }
    int year = Integer.parseInt(form.group(2));
    int number = Integer.parseInt(form.group(3));
    return year < 2000 || number < 1
        ? Optional.empty()
        : Optional.of(new Reference(new StateCode(form.group(1)), year, number));
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%s-%d-%04d", state, year, number);
  }
}
