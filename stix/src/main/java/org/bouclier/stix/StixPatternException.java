package org.bouclier.stix;

/** A pattern that does not parse, or cannot be judged; says where. */
public final class StixPatternException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final int position;

  StixPatternException(int position, String message) {
    super(message + " (position " + position + ")");
    this.position = position;
  }

  /** Char of the pattern at which it stops making sense, from 0. */
  public int position() {
    return position;
  }
}
