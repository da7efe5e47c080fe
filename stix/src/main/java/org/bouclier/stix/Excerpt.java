package org.bouclier.stix;

/** The beginning of a hostile text, safe to show in a message or a log line. */
final class Excerpt {

  private static final int MAX_CHARS = 80;

  private Excerpt() {}

  /** At most 80 chars of the text, control characters replaced, an ellipsis if it was cut. */
  static String of(String text) {
    var shown = new StringBuilder();
    for (int i = 0; i < Math.min(text.length(), MAX_CHARS); i++) {
      char c = text.charAt(i);
      shown.append(Character.isISOControl(c) || Character.isSurrogate(c) ? '\uFFFD' : c);
    }
    return text.length() > MAX_CHARS ? shown.append('…').toString() : shown.toString();
  }
}
