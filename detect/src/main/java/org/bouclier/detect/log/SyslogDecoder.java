package org.bouclier.detect.log;

/**
 * Reads the head of a syslog line: RFC 5424, RFC 3164, and what daemons write to files (RFC 3164
 * without priority, or with an ISO 8601 time).
 *
 * <pre>{@code
 * <34>1 2026-01-29T12:00:00Z pare-feu sshd 812 ID47 [auth@32473 user="moussa"] message
 * <34>Jan 29 12:00:00 pare-feu sshd[812]: message
 * }</pre>
 *
 * <p>Fields: {@code timestamp hostname appname procid msgid}, and each parameter of the structured
 * data as {@code id.name}. A nil value ("-") is no field.
 */
final class SyslogDecoder {

  private static final int MAX_PRIORITY = 191;
  private static final String[] MONTHS = {
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
  };

  private byte[] line = new byte[0];
  private int at;
  private int to;
  private EventFields fields = new EventFields();

  /** Whether a line begins as syslog does. */
  static boolean looksLike(byte[] line, int from, int to) {
    return endOfPriority(line, from, to) > from
        || isTime3164(line, from, to)
        || isTimeIso(line, from, to);
  }

  /**
   * Adds the fields of the head.
   *
   * @return where the message starts, or -1 if the line is not syslog
   */
  int decode(byte[] buffer, int from, int end, EventFields into) {
    line = buffer;
    to = end;
    fields = into;
    at = endOfPriority(buffer, from, end);
    if (at < 0) {
      at = from;
      if (!isTime3164(line, at, to) && !isTimeIso(line, at, to)) {
        return -1;
      }
    }
    if (at + 1 < to && line[at] == '1' && line[at + 1] == ' ') {
      at += 2;
      return modern();
    }
    return old();
  }

  private int modern() {
    token("timestamp");
    token("hostname");
    token("appname");
    token("procid");
    token("msgid");
    if (at < to && line[at] == '-') {
      at++;
    } else {
      while (at < to && line[at] == '[') {
        if (!element()) {
          break;
        }
      }
    }
    if (at < to && line[at] == ' ') {
      at++;
    }
    if (at + 2 < to && line[at] == -17 && line[at + 1] == -69 && line[at + 2] == -65) {
      at += 3; // byte order mark
    }
    return at;
  }

  private void token(String name) {
    int start = at;
    while (at < to && line[at] != ' ') {
      at++;
    }
    addUnlessNil(name, start, at);
    if (at < to) {
      at++;
    }
  }

  private void addUnlessNil(String name, int from, int end) {
    boolean nil = end - from == 1 && line[from] == '-';
    if (!nil && end > from) {
      fields.add(name, from, end);
    }
  }

  /** One {@code [id name="value" ...]}; false, and nothing read, if it is not closed. */
  private boolean element() {
    int start = at;
    int id = at + 1;
    int i = id;
    while (i < to && line[i] != ' ' && line[i] != ']') {
      i++;
    }
    int idTo = i;
    while (i < to && line[i] == ' ') {
      i++;
      int name = i;
      while (i < to && line[i] != '=' && line[i] != ']') {
        i++;
      }
      int nameTo = i;
      if (i + 1 >= to || line[i] != '=' || line[i + 1] != '"') {
        break;
      }
      i += 2;
      int value = i;
      boolean escaped = false;
      while (i < to && line[i] != '"') {
        escaped |= line[i] == '\\';
        i += line[i] == '\\' ? 2 : 1;
      }
      if (i >= to) {
        break;
      }
      parameter(id, idTo, name, nameTo, value, i, escaped);
      i++;
    }
    if (i < to && line[i] == ']') {
      at = i + 1;
      return true;
    }
    at = start;
    return false;
  }

  private void parameter(
      int id, int idTo, int name, int nameTo, int value, int valueTo, boolean escaped) {
    int length = idTo - id + 1 + nameTo - name;
    if (length > EventFields.MAX_NAME_BYTES) {
      return;
    }
    int from = fields.namesUsed();
    byte[] names = fields.reserveNames(length);
    System.arraycopy(line, id, names, from, idTo - id);
    names[from + idTo - id] = '.';
    System.arraycopy(line, name, names, from + idTo - id + 1, nameTo - name);
    fields.namesUsed(from + length);
    if (!escaped) {
      fields.add(from, from + length, FieldKind.STRING, true, value, valueTo);
      return;
    }
    int start = fields.decodedUsed();
    byte[] decoded = fields.reserveDecoded(valueTo - value);
    int out = start;
    for (int i = value; i < valueTo; i++) {
      boolean escape =
          line[i] == '\\'
              && i + 1 < valueTo
              && (line[i + 1] == '"' || line[i + 1] == '\\' || line[i + 1] == ']');
      decoded[out++] = line[escape ? ++i : i];
    }
    fields.decodedUsed(out);
    fields.add(from, from + length, FieldKind.STRING, false, start, out);
  }

  private int old() {
    if (isTime3164(line, at, to)) {
      fields.add("timestamp", at, at + 15);
      at += 16;
    } else if (isTimeIso(line, at, to)) {
      token("timestamp");
    } else {
      return at; // RFC 3164 section 4.3.3: the rest is the message
    }
    token("hostname");
    int tag = at;
    int i = at;
    while (i < to && line[i] > ' ' && line[i] != ':' && line[i] != '[' && i - tag < 64) {
      i++;
    }
    int tagTo = i;
    int process = -1;
    int processTo = -1;
    if (i < to && line[i] == '[') {
      process = i + 1;
      while (i < to && line[i] != ']' && i - process < 32) {
        i++;
      }
      processTo = i;
      i = i < to && line[i] == ']' ? i + 1 : to;
    }
    if (i >= to || line[i] != ':' || tagTo == tag) {
      return tag; // no tag: all is message
    }
    fields.add("appname", tag, tagTo);
    if (process > 0) {
      fields.add("procid", process, processTo);
    }
    i++;
    return i < to && line[i] == ' ' ? i + 1 : i;
  }

  /** Where {@code <n>} ends, or -1. */
  private static int endOfPriority(byte[] line, int from, int to) {
    if (from >= to || line[from] != '<') {
      return -1;
    }
    int priority = 0;
    int i = from + 1;
    while (i < to && i <= from + 3 && line[i] >= '0' && line[i] <= '9') {
      priority = 10 * priority + line[i++] - '0';
    }
    return i > from + 1 && i < to && line[i] == '>' && priority <= MAX_PRIORITY ? i + 1 : -1;
  }

  /** {@code Jan 29 12:00:00 }, the day padded by a blank or a zero. */
  private static boolean isTime3164(byte[] line, int from, int to) {
    if (to - from < 16
        || line[from + 3] != ' '
        || line[from + 6] != ' '
        || line[from + 9] != ':'
        || line[from + 12] != ':'
        || line[from + 15] != ' ') {
      return false;
    }
    for (String month : MONTHS) {
      if (line[from] == month.charAt(0)
          && line[from + 1] == month.charAt(1)
          && line[from + 2] == month.charAt(2)) {
        return true;
      }
    }
    return false;
  }

  /** {@code 2026-01-29T12:00:00} and whatever follows up to a blank. */
  private static boolean isTimeIso(byte[] line, int from, int to) {
    return to - from > 20
        && isDigit(line[from])
        && line[from + 4] == '-'
        && line[from + 7] == '-'
        && line[from + 10] == 'T'
        && line[from + 13] == ':'
        && line[from + 16] == ':';
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }
}
