package org.bouclier.detect.log;

/**
 * Reads a line of a web server's access log, in the common or the combined format of Apache and
 * nginx, the virtual host before it if need be.
 *
 * <pre>{@code
 * 192.0.2.7 - awa [22/Nov/2026:14:00:00 +0000] "GET /a?b=c HTTP/1.1" 200 512 "https://r/" "curl/8"
 * }</pre>
 *
 * <p>Fields, in nginx's words: {@code remote_addr remote_user time_local request request_method
 * request_uri uri args server_protocol status body_bytes_sent http_referer http_user_agent
 * http_host}. A nil value ("-") is no field; escapes ({@code \"}, {@code \x22}) stay as they are.
 */
final class AccessDecoder {

  /** How far the date may stand. */
  private static final int MAX_HEAD = 512;

  private AccessDecoder() {}

  /** Adds the fields; false, and none added, if the line is none of an access log. */
  static boolean decode(byte[] line, int from, int to, EventFields fields) {
    int bracket = date(line, from, to);
    int close = bracket < 0 ? -1 : find(line, bracket, Math.min(to, bracket + 40), (byte) ']');
    int request = close + 3;
    if (close < 0 || request > to || line[close + 2] != '"') {
      return false;
    }
    int requestTo = endOfQuoted(line, request, to);
    int status = requestTo + 2;
    if (requestTo < 0 || status + 3 > to || !isDigits(line, status, status + 3)) {
      return false;
    }
    head(line, from, bracket - 1, fields);
    fields.add("time_local", bracket + 1, close);
    request(line, request, requestTo, fields);
    fields.add("status", status, status + 3);
    int bytes = status + 4;
    int bytesTo = find(line, bytes, to, (byte) ' ');
    bytesTo = bytesTo < 0 ? to : bytesTo;
    if (bytes < bytesTo && isDigits(line, bytes, bytesTo)) {
      fields.add("body_bytes_sent", bytes, bytesTo);
    }
    int after = quoted(line, bytesTo + 1, to, "http_referer", fields);
    if (after > 0) {
      quoted(line, after + 1, to, "http_user_agent", fields);
    }
    return true;
  }

  /** Where {@code [22/Nov/2026:} begins, or -1. */
  private static int date(byte[] line, int from, int to) {
    int end = Math.min(to - 13, from + MAX_HEAD);
    for (int i = from + 1; i < end; i++) {
      if (line[i] == '['
          && line[i - 1] == ' '
          && line[i + 3] == '/'
          && line[i + 7] == '/'
          && line[i + 12] == ':'
          && isDigits(line, i + 1, i + 3)
          && isDigits(line, i + 8, i + 12)) {
        return i;
      }
    }
    return -1;
  }

  /** What stands before the date: an address, an identity, a user; or a host before them. */
  private static void head(byte[] line, int from, int to, EventFields fields) {
    int[] starts = new int[5];
    int words = 0;
    for (int i = from; i < to && words < starts.length; i++) {
      if (i == from || line[i - 1] == ' ') {
        starts[words++] = i;
      }
    }
    boolean hosted = words == 4 && line[starts[1]] != '-'; // else a user's name has a blank
    int address = hosted ? 1 : 0;
    if (hosted) {
      add("http_host", line, starts[0], starts[1] - 1, fields);
    }
    add("remote_addr", line, starts[address], words == 1 ? to : starts[address + 1] - 1, fields);
    if (words > address + 2) {
      add("remote_user", line, starts[address + 2], to, fields);
    }
  }

  private static void request(byte[] line, int from, int to, EventFields fields) {
    fields.add("request", from, to);
    int target = find(line, from, to, (byte) ' ') + 1;
    if (target == 0) {
      return;
    }
    int targetTo = to;
    while (targetTo > target && line[targetTo - 1] != ' ') {
      targetTo--;
    }
    boolean versioned = targetTo > target && to - targetTo > 5 && line[targetTo] == 'H';
    fields.add("request_method", from, target - 1);
    if (versioned) {
      fields.add("server_protocol", targetTo, to);
    }
    int uriTo = versioned ? targetTo - 1 : to;
    fields.add("request_uri", target, uriTo);
    int query = find(line, target, uriTo, (byte) '?');
    fields.add("uri", target, query < 0 ? uriTo : query);
    if (query >= 0) {
      fields.add("args", query + 1, uriTo);
    }
  }

  /** Adds a quoted value; returns one past its closing mark, or -1 if there is none. */
  private static int quoted(byte[] line, int from, int to, String name, EventFields fields) {
    if (from >= to || line[from] != '"') {
      return -1;
    }
    int end = endOfQuoted(line, from + 1, to);
    if (end < 0) {
      return -1;
    }
    add(name, line, from + 1, end, fields);
    return end + 1;
  }

  private static void add(String name, byte[] line, int from, int to, EventFields fields) {
    boolean nil = to - from == 1 && line[from] == '-';
    if (to > from && !nil) {
      fields.add(name, from, to);
    }
  }

  private static int endOfQuoted(byte[] line, int from, int to) {
    int i = from;
    while (i < to && line[i] != '"') {
      i += line[i] == '\\' ? 2 : 1;
    }
    return i < to ? i : -1;
  }

  private static int find(byte[] line, int from, int to, byte b) {
    for (int i = from; i < to; i++) {
      if (line[i] == b) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isDigits(byte[] line, int from, int to) {
    for (int i = from; i < to; i++) {
      if (line[i] < '0' || line[i] > '9') {
        return false;
      }
    }
    return from < to;
  }
}
