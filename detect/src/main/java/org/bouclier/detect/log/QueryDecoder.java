package org.bouclier.detect.log;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * Reads what a name server says of a question: BIND's {@code queries} category, dnsmasq's {@code
 * log-queries}, Unbound's {@code log-queries}, whatever stands before.
 *
 * <pre>{@code
 * client @0x7f10 192.0.2.7#53211 (evil.example): query: evil.example IN A +E(0)K (192.0.2.1)
 * query[AAAA] evil.example from 192.0.2.7
 * [712:0] info: 192.0.2.7 evil.example. TXT IN
 * }</pre>
 *
 * <p>Fields, in Sigma's words: {@code query} without its last dot, {@code record_type}, {@code
 * src_ip}.
 */
final class QueryDecoder {

  /** How far the words may stand that tell. */
  private static final int MAX_HEAD = 512;

  private static final byte[] BIND = ": query: ".getBytes(US_ASCII);
  private static final byte[] DNSMASQ = "query[".getBytes(US_ASCII);
  private static final byte[] FROM = "from".getBytes(US_ASCII);
  private static final byte[] UNBOUND = "] info: ".getBytes(US_ASCII);
  private static final byte[] INTERNET = "IN".getBytes(US_ASCII);

  private QueryDecoder() {}

  /** Adds the fields, if the text is of a question. */
  static void decode(byte[] line, int from, int to, EventFields fields) {
    int end = Math.min(to, from + MAX_HEAD);
    for (int i = from; i < end; i++) {
      switch (line[i]) {
        case ':' -> {
          if (starts(line, i, to, BIND)) {
            bind(line, from, i, to, fields);
            return;
          }
        }
        case 'q' -> {
          if (starts(line, i, to, DNSMASQ) && dnsmasq(line, i + DNSMASQ.length, to, fields)) {
            return;
          }
        }
        case ']' -> {
          if (starts(line, i, to, UNBOUND)) {
            unbound(line, i + UNBOUND.length, to, fields);
            return;
          }
        }
        default -> {
          // goes on
        }
      }
    }
  }

  private static void bind(byte[] line, int from, int at, int to, EventFields fields) {
    int name = at + BIND.length;
    int nameTo = word(line, name, to);
    int classTo = word(line, nameTo + 1, to);
    int typeTo = word(line, classTo + 1, to);
    if (typeTo <= classTo + 1) {
      return;
    }
    question(line, name, nameTo, classTo + 1, typeTo, fields);
    for (int i = from; i < at; i++) { // 192.0.2.7#53211
      if (line[i] == '#') {
        int start = i;
        while (start > from && line[start - 1] != ' ') {
          start--;
        }
        fields.add("src_ip", start, i);
        return;
      }
    }
  }

  private static boolean dnsmasq(byte[] line, int type, int to, EventFields fields) {
    int typeTo = type;
    while (typeTo < to && line[typeTo] != ']' && line[typeTo] != ' ') {
      typeTo++;
    }
    int name = typeTo + 2;
    int nameTo = word(line, name, to);
    int fromTo = word(line, nameTo + 1, to);
    if (typeTo >= to || line[typeTo] != ']' || !is(line, nameTo + 1, fromTo, FROM)) {
      return false;
    }
    question(line, name, nameTo, type, typeTo, fields);
    int addressTo = word(line, fromTo + 1, to);
    if (addressTo > fromTo + 1) {
      fields.add("src_ip", fromTo + 1, addressTo);
    }
    return true;
  }

  private static void unbound(byte[] line, int address, int to, EventFields fields) {
    int addressTo = word(line, address, to);
    int nameTo = word(line, addressTo + 1, to);
    int typeTo = word(line, nameTo + 1, to);
    int classTo = word(line, typeTo + 1, to);
    if (is(line, typeTo + 1, classTo, INTERNET)) {
      question(line, addressTo + 1, nameTo, nameTo + 1, typeTo, fields);
      fields.add("src_ip", address, addressTo);
    }
  }

  private static void question(
      byte[] line, int name, int nameTo, int type, int typeTo, EventFields fields) {
    boolean dotted = nameTo - name > 1 && line[nameTo - 1] == '.';
    fields.add("query", name, dotted ? nameTo - 1 : nameTo);
    fields.add("record_type", type, typeTo);
  }

  /** Where the word that begins here ends; where it begins, if there is none. */
  private static int word(byte[] line, int from, int to) {
    int i = Math.min(from, to);
    while (i < to && line[i] != ' ') {
      i++;
    }
    return i;
  }

  private static boolean is(byte[] line, int from, int to, byte[] word) {
    return to - from == word.length && starts(line, from, to, word);
  }

  private static boolean starts(byte[] line, int from, int to, byte[] word) {
    if (to - from < word.length) {
      return false;
    }
    for (int i = 0; i < word.length; i++) {
      if (line[from + i] != word[i]) {
        return false;
      }
    }
    return true;
  }
}
