package org.bouclier.detect;

import org.bouclier.detect.bytes.IpText;
import org.jspecify.annotations.Nullable;

/** Knows at a glance the lines of a list that are in normal form already, which most are. */
final class PlainText {

  private static final int MAX_NAME = 253;
  private static final int MAX_LABEL = 63;

  private PlainText() {}

  /**
   * The kind of a line that is a lower-case name of two labels or more, an IPv4 address, a hash in
   * lower case or the URL of such a host by http or https, and nothing else.
   *
   * @return null if that is not sure: {@link IndicatorText} is to look at it
   */
  static @Nullable Tag tag(byte[] line, int from, int to) {
    int hostFrom = from + schemeLength(line, from, to);
    if (hostFrom == from) {
      Tag host = host(line, from, to);
      return host != null ? host : hash(line, from, to);
    }
    if (to - from > Indicator.MAX_CHARS) {
      return null;
    }
    int hostTo = hostFrom;
    while (hostTo < to && line[hostTo] != '/') {
      hostTo++;
    }
    return host(line, hostFrom, hostTo) != null && isPlainPath(line, hostTo, to) ? Tag.URL : null;
  }

  /** How many bytes {@code http://} or {@code https://} takes at the beginning; 0 if none. */
  static int schemeLength(byte[] line, int from, int to) {
    boolean http =
        to - from > 8
            && line[from] == 'h'
            && line[from + 1] == 't'
            && line[from + 2] == 't'
            && line[from + 3] == 'p';
    int colon = http && line[from + 4] == 's' ? from + 5 : from + 4;
    return http && line[colon] == ':' && line[colon + 1] == '/' && line[colon + 2] == '/'
        ? colon + 3 - from
        : 0;
  }

  private static @Nullable Tag host(byte[] line, int from, int to) {
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
      // A top level "rpz-..." is none; nearly none begins by r at all.
      return line[labelFrom] == 'r' ? null : Tag.DOMAIN;
    }
    return IpText.parse4(line, from, to) == IpText.NONE ? null : Tag.IPV4;
  }

  private static @Nullable Tag hash(byte[] line, int from, int to) {
    Tag tag = Tag.ofHexDigits(to - from);
    for (int i = from; tag != null && i < to; i++) {
      byte b = line[i];
      if ((b < '0' || b > '9') && (b < 'a' || b > 'f')) {
        return null;
      }
    }
    return tag;
  }

  /** Printable, without a fragment, what is written around a URL, or a slash that is cut. */
  private static boolean isPlainPath(byte[] line, int from, int to) {
    for (int i = from; i < to; i++) {
      byte b = line[i];
      if (b <= ' ' || b == 127 || b == '#' || b == '[' || b == '(' || b == '{' || b == '\\') {
        return false;
      }
    }
    return from == to || line[to - 1] != '/';
  }
}
