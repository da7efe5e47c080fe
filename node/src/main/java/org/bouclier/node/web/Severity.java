package org.bouclier.node.web;

import java.util.Locale;

/**
 * How grave something is, in the five levels of the Sigma specification ("Level"), with the words
 * and the mark that pages show. Declared from least to most grave, so {@code compareTo} orders by
 * gravity.
 */
public enum Severity {
  INFORMATIONAL("informative", "·"),
  LOW("faible", "●"),
  MEDIUM("moyenne", "▲"),
  HIGH("élevée", "■"),
  CRITICAL("critique", "◆");

  private final String label;
  private final String mark;

  Severity(String label, String mark) {
    this.label = label;
    this.mark = mark;
  }

  /** The level of that name in Sigma's spelling, whatever its case. */
  public static Severity of(String sigmaLevel) {
    return valueOf(sigmaLevel.toUpperCase(Locale.ROOT));
  }

  /** Sigma's spelling, as in {@code high}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The French word; pages pass it through {@link Page#say}. */
  public String label() {
    return label;
  }

  /** The shape that tells it without colour. */
  public String mark() {
    return mark;
  }

  /** The class of its element in the style sheet. */
  public String style() {
    return code();
  }
}
