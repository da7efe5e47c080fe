package org.bouclier.detect.log;

/**
 * Reads the fields of a line, whatever its format. Every line gives fields: one that is not what
 * its format promised is kept as text, in the field {@code message}, and the fault is named.
 *
 * <p>Holds scratch memory: one thread at a time.
 */
public final class LineDecoder {

  /** Name of the field that holds a text, or the free part of a syslog line. */
  public static final String MESSAGE = "message";

  private final JsonDecoder json = new JsonDecoder();
  private final SyslogDecoder syslog = new SyslogDecoder();

  /** A decoder. */
  public LineDecoder() {}

  /**
   * Reads one line.
   *
   * @param buffer holds the line among other bytes; {@code fields} refer to it
   * @param from first byte of the line
   * @param to one past its last byte, line break excluded
   * @param format how the line is written
   * @param fields emptied, then filled
   */
  public Decoding decode(byte[] buffer, int from, int to, LogFormat format, EventFields fields) {
    fields.begin(buffer);
    return switch (resolve(buffer, from, to, format)) {
      case NDJSON -> object(buffer, from, to, fields);
      case SYSLOG -> syslog(buffer, from, to, fields);
      case TEXT, AUTO -> {
        text(buffer, from, to, fields);
        yield Decoding.DECODED;
      }
    };
  }

  /** The format of a line: what its source says, or for {@link LogFormat#AUTO} how it begins. */
  public static LogFormat resolve(byte[] buffer, int from, int to, LogFormat format) {
    if (format != LogFormat.AUTO) {
      return format;
    }
    int i = from;
    while (i < to && (buffer[i] == ' ' || buffer[i] == '\t')) {
      i++;
    }
    if (i < to && buffer[i] == '{') {
      return LogFormat.NDJSON;
    }
    return SyslogDecoder.looksLike(buffer, from, to) ? LogFormat.SYSLOG : LogFormat.TEXT;
  }

  private Decoding object(byte[] buffer, int from, int to, EventFields fields) {
    Decoding outcome = json.decode(buffer, from, to, fields);
    if (outcome == Decoding.MALFORMED_JSON) {
      fields.begin(buffer);
      fields.add(MESSAGE, from, to);
    }
    return outcome;
  }

  private Decoding syslog(byte[] buffer, int from, int to, EventFields fields) {
    int message = syslog.decode(buffer, from, to, fields);
    if (message < 0) {
      fields.begin(buffer);
      text(buffer, from, to, fields);
      return Decoding.MALFORMED_SYSLOG;
    }
    text(buffer, message, to, fields);
    return Decoding.DECODED;
  }

  /**
   * A text, and the fields inside it if it is an object, a line of a web server's access log, pairs
   * of {@code name=value} or a name server's question.
   */
  private void text(byte[] buffer, int from, int to, EventFields fields) {
    fields.add(MESSAGE, from, to);
    int start = from;
    if (startsWith(buffer, start, to, "@cee:")) {
      start += 5;
    }
    while (start < to && buffer[start] == ' ') {
      start++;
    }
    if (start < to && buffer[start] == '{') {
      json.decode(buffer, start, to, fields); // fields before a fault are better than none
    } else if (!AccessDecoder.decode(buffer, start, to, fields)
        && !PairDecoder.decode(buffer, start, to, fields)) {
      QueryDecoder.decode(buffer, start, to, fields);
    }
  }

  private static boolean startsWith(byte[] buffer, int from, int to, String prefix) {
    if (to - from < prefix.length()) {
      return false;
    }
    for (int i = 0; i < prefix.length(); i++) {
      if (buffer[from + i] != prefix.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
