package org.bouclier.node.web;

import java.util.Locale;

/**
 * How grave something is, in the five levels of the Sigma specification ("Level"), with the words
 * and the mark that pages show. Declared from least to most grave, so {@code compareTo} orders by
 * gravity.
 */
public enum Severity {
  INFORMATIONAL(0, "informative", "·"),
  LOW(1, "faible", "●"),
  MEDIUM(2, "moyenne", "▲"),
  HIGH(3, "élevée", "■"),
  CRITICAL(4, "critique", "◆");

  private final int rank;
  private final String label;
  private final String mark;

  Severity(int rank, String label, String mark) {
    this.rank = rank;
    this.label = label;
    this.mark = mark;
  }

  /** The level of that name in Sigma's spelling, whatever its case. */
  public static Severity of(String sigmaLevel) {
    return valueOf(sigmaLevel.toUpperCase(Locale.ROOT));
  }

  /**
   * The level of that rank.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Severity ofRank(int rank) {
    for (Severity severity : values()) {
      if (severity.rank == rank) {
        return severity;
      }
    }
    throw new IllegalArgumentException("no severity of rank " + rank);
  }

  /** From 0, informational, to 4, critical: how the database orders them. */
  public int rank() {
    return rank;
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
