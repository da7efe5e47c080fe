package org.bouclier.detect;

import java.net.IDN;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Brings a host name to the one spelling under which it is compared. */
final class HostText {

  private static final int MAX_NAME = 253;
  private static final int MAX_LABEL = 63;

  /**
   * No top-level domain begins so: in a response policy zone, {@code 1.0.0.0.0.rpz-ip} is no name
   * but half of all addresses.
   */
  private static final String RPZ = "rpz-";

  private HostText() {}

  /**
   * Lower case, punycode (IDNA 2003, as resolvers' libraries do), no trailing dot.
   *
   * @return null if no DNS name can be spelt so; underscores are accepted, as they are in use
   */
  static @Nullable String normalise(String name) {
    int end = name.length();
    while (end > 0 && name.charAt(end - 1) == '.') {
      end--;
    }
    String ascii = name.substring(0, end);
    if (!isAscii(ascii)) {
      try {
        ascii = IDN.toASCII(ascii, IDN.ALLOW_UNASSIGNED);
      } catch (IllegalArgumentException notAName) {
        return null;
      }
    }
    ascii = ascii.toLowerCase(Locale.ROOT);
    return isName(ascii) ? ascii : null;
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 128) {
        return false;
      }
    }
    return true;
  }

  private static boolean isName(String name) {
    if (name.isEmpty() || name.length() > MAX_NAME) {
      return false;
    }
    int label = 0;
    boolean letters = false;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '.') {
        if (label == 0 || label > MAX_LABEL) {
          return false;
        }
        label = 0;
        letters = false;
      } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_') {
        label++;
        letters |= c < '0' || c > '9';
      } else {
        return false;
      }
    }
    boolean wellFormed = label > 0 && label <= MAX_LABEL && letters; // no top level is a number
    return wellFormed && !name.startsWith(RPZ, name.length() - label);
  }
}
