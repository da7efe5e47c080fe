package org.bouclier.detect;

import org.bouclier.detect.bytes.IpText;
import org.jspecify.annotations.Nullable;

/** Knows at a glance the lines of a list that are in normal form already, which most are. */
final class PlainText {

  private static final int MAX_NAME = 253;
  private static final int MAX_LABEL = 63;

  private PlainText() {}

  /**
   * The kind of a line that is a lower-case name of two labels or more, or an IPv4 address, and
   * nothing else.
   *
   * @return null if that is not sure: {@link IndicatorText} is to look at it
   */
  static @Nullable Tag tag(byte[] line, int from, int to) {
    if (to - from > MAX_NAME) {
      return null;
    }
    int labelFrom = from;
    boolean letters = false; // in the label at hand
    for (int i = from; i < to; i++) {
      byte b = line[i];
      if (b == '.') {
        if (i == labelFrom || i - labelFrom > MAX_LABEL) {
          return null;
        }
        labelFrom = i + 1;
        letters = false;
      } else if (b >= 'a' && b <= 'z') {
        letters = true;
      } else if ((b < '0' || b > '9') && b != '-' && b != '_') {
        return null;
      }
    }
    if (labelFrom == from || labelFrom == to || to - labelFrom > MAX_LABEL) {
      return null;
    }
    if (letters) {
      // Some top level "rpz-..." is no name; nearly none begins by r at all.
      return line[labelFrom] == 'r' ? null : Tag.DOMAIN;
    }
    return IpText.parse4(line, from, to) == IpText.NONE ? null : Tag.IPV4;
  }
}
