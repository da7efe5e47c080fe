package org.bouclier.detect.scan;

import java.util.Locale;
import java.util.Optional;

/** How an input is written. */
public enum ScanFormat {
  /** Found out from its first bytes, then from its name; see {@link FormatGuess}. */
  AUTO,
  /** One JSON object a line. */
  NDJSON,
  /** An array of JSON objects, or objects that span several lines. */
  JSON,
  /** Syslog lines, RFC 5424 or RFC 3164. */
  SYSLOG,
  /** A Windows event log file. */
  EVTX,
  /** Zeek's tab-separated logs, with their {@code #fields} line. */
  ZEEK,
  /** A table whose first row names the columns (RFC 4180); the separator is found out. */
  CSV,
  /** Lines of text. */
  TEXT;

  /** The format of this name, in any case. */
  public static Optional<ScanFormat> of(String name) {
    for (ScanFormat format : values()) {
      if (format.code().equalsIgnoreCase(name)) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }

  /**
   * How the input with this beginning and this name seems to be written; {@link #AUTO} if each line
   * is to be looked at by itself.
   *
   * @param head its first bytes, {@value FormatGuess#HEAD_BYTES} of them if there are so many
   */
  public static ScanFormat guess(byte[] head, String name) {
    return FormatGuess.of(head, name);
  }

  /** Its name, in lower case. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
