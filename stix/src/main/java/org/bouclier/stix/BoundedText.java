package org.bouclier.stix;

/** A text that stops an expression which reads it again and again: the pattern is hostile. */
final class BoundedText implements CharSequence {

  private static final int MAX_READS = 10_000_000;

  private final CharSequence text;
  private int reads;

  BoundedText(CharSequence text) {
    this.text = text;
  }

  @Override
  public char charAt(int index) {
    if (++reads > MAX_READS) {
      throw new StixPatternException(0, "expression trop coûteuse");
    }
    return text.charAt(index);
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return text.subSequence(start, end);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
