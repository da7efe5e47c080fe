package org.bouclier.stix;

import java.util.List;

/**
 * A parsed STIX pattern.
 *
 * <p>Source: STIX 2.1, section 9. The whole grammar is read: comparison and observation operators,
 * qualifiers, object paths, every kind of constant, comments.
 *
 * @param text as it was written
 * @param root what it asks for
 */
public record StixPattern(String text, ObservationExpression root) {

  /** Longest pattern that is read, in chars. */
  public static final int MAX_CHARS = 1024 * 1024;

  /**
   * Reads a pattern.
   *
   * @throws StixPatternException if it is not one; says where
   */
  public static StixPattern parse(String text) {
    if (text.length() > MAX_CHARS) {
      throw new StixPatternException(MAX_CHARS, "motif de plus de " + MAX_CHARS + " caractères");
    }
    return new StixPattern(text, new PatternParser(PatternScanner.scan(text)).pattern());
  }

  /**
   * What to look for in logs, if the pattern is no more than a list of values: one of them is
   * enough to match. Otherwise the reason why a list would say more, or less, than the pattern.
   */
  public Observables observables() {
    return ObservablesOf.pattern(root);
  }

  /**
   * Whether some observations satisfy the pattern (STIX 2.1, section 9.2).
   *
   * @throws StixPatternException if it cannot be judged: a value is not the timestamp or address
   *     that it is compared with, an expression is unusable, or the search would cost too much
   */
  public boolean matches(List<Observation> observations) {
    return PatternSearch.matches(root, List.copyOf(observations));
  }

  /** The pattern rewritten in one form: equal trees have equal texts. */
  public String canonicalText() {
    return root.text();
  }
}
