package org.bouclier.detect.log;

/**
 * Reads {@code name=value name="value with blanks"}, as the Linux audit daemon and many firewalls
 * write. Only for a text that begins so; ordinary sentences have no fields.
 */
final class PairDecoder {

  private PairDecoder() {}

  /** The audit daemon puts the names of what it gives as numbers behind this byte. */
  private static final byte GROUP_SEPARATOR = 0x1D;

  /** Adds the pairs; false, and none added, if the text does not begin with one. */
  static boolean decode(byte[] line, int from, int to, EventFields fields) {
    int i = from;
    while (i < to) {
      int name = i;
      while (i < to && isName(line[i])) {
        i++;
      }
      if (i == name || i == to || line[i] != '=') {
        if (name == from) {
          return false; // an ordinary sentence
        }
        i = skipTo(line, i, to, (byte) ' ');
      } else {
        int nameTo = i++;
        byte quote = i < to && (line[i] == '"' || line[i] == '\'') ? line[i] : 0;
        int value = quote == 0 ? i : i + 1;
        i = skipTo(line, value, to, quote == 0 ? (byte) ' ' : quote);
        if (!fields.add(name, nameTo, value, i)) {
          return true;
        }
      }
      while (i < to && (isBlank(line[i]) || line[i] == '"' || line[i] == '\'')) {
        i++;
      }
    }
    return from < to;
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == GROUP_SEPARATOR;
  }

  private static boolean isName(byte b) {
    return (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || (b >= '0' && b <= '9')
        || b == '_'
        || b == '-'
        || b == '.';
  }

  private static int skipTo(byte[] line, int from, int to, byte stop) {
    int i = from;
    while (i < to && line[i] != stop && (stop != ' ' || line[i] != GROUP_SEPARATOR)) {
      i++;
    }
    return i;
  }
}
