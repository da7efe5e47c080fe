package org.bouclier.detect.sigma;

import java.util.List;

/**
 * A field that helped to satisfy a rule.
 *
 * @param field its name as the rule writes it; empty for a keyword, which may stand anywhere
 * @param value the event's value, cut to {@value #MAX_CHARS} chars
 */
public record Evidence(String field, String value) {

  /** Longest value shown. */
  public static final int MAX_CHARS = 1_024;

  /** Cuts a long value. */
  public Evidence {
    value = value.length() <= MAX_CHARS ? value : value.substring(0, MAX_CHARS);
  }

  static void add(List<Evidence> evidence, String field, String value) {
    var one = new Evidence(field, value);
    if (!evidence.contains(one)) {
      evidence.add(one);
    }
  }
}
