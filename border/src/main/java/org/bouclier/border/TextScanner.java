package org.bouclier.border;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bouclier.stix.Network;

/**
 * Finds traces of persons in a text, in one pass over its bytes.
 *
 * <p>Stateless and thread-safe.
 */
public final class TextScanner {

  /*
   * An expression for each kind, tried at each byte, reads 30,000 to 70,000 log lines a second. Here
   * each kind hangs on one rare byte, its anchor, and nothing is tried elsewhere:
   *
   *     @          e-mail address: walk back over the local part, forward over the domain
   *     + or 00    phone number: digits and separators, judged by libphonenumber
   *     . or :     address: walk back to its first digit, forward to its end, read it, private?
   *     AA00       IBAN: two capitals, two digits, judged by its check digits (ISO 7064, mod 97)
   *     A after 0  NINA, Mali's identifier of persons: 14 digits and a letter
   *     C or N     "CNIB", "NINA", "NIP"...: the number that follows
   *     \ or /     "\Users\", "/home/": the next part of the path is the name of somebody
   *
   * A span that overlaps the one before is not tried: the first anchor wins. Bytes above 127 count
   * as letters, so that accented words do not cut an address in two.
   */

  /**
   * A trace found in a text.
   *
   * @param rule which kind
   * @param from first byte
   * @param to one past the last byte
   * @param normal its one spelling, so that the same trace has the same pseudonym
   */
  public record Span(MinimisingRule rule, int from, int to, String normal) {}

  private static final int MAX_LOCAL = 64;
  private static final int MAX_DOMAIN = 253;
  private static final int MAX_ADDRESS = 45;
  private static final int MAX_USER = 64;
  private static final int NINA_DIGITS = 14;
  private static final int MAX_GAP = 14; // from the first letter of a name to its number
  private static final int MAX_NUMBER = 24;
  private static final int MIN_NUMBER_DIGITS = 6;
  private static final int MIN_IBAN = 15;
  private static final int MAX_IBAN = 34;

  /** Cards and registers of persons in Mali, Burkina Faso and Niger. */
  private static final List<String> NUMBER_NAMES = List.of("NINA", "CNIB", "CNI", "NIP", "NNI");

  /** Names that no person bears. */
  private static final List<String> SHARED_USERS =
      List.of("public", "default", "default user", "all users", "shared");

  private static final byte[][] USER_FOLDERS = {
    "\\users\\".getBytes(US_ASCII),
    "\\\\users\\\\".getBytes(US_ASCII),
    "\\documents and settings\\".getBytes(US_ASCII),
    "/users/".getBytes(US_ASCII),
    "/home/".getBytes(US_ASCII),
  };

  private static final boolean[] ANCHORS = anchors();

  private static boolean[] anchors() {
    var anchors = new boolean[256];
    for (char c : "@+0.:\\/ABCDEFGHIJKLMNOPQRSTUVWXYZ".toCharArray()) {
      anchors[c] = true;
    }
    return anchors;
  }

  private final byte[] text;
  private final int limit;
  private final List<Span> spans = new ArrayList<>();
  private int done;
  private int judged; // end of the last run of digits and dots that was read

  private TextScanner(byte[] text, int from, int to) {
    this.text = text;
    this.limit = to;
    this.done = from;
  }

  /**
   * Finds the traces in a part of a buffer.
   *
   * @param text UTF-8; neither changed nor kept
   * @param from first byte
   * @param to one past the last byte
   * @return in order, without overlap
   */
  public static List<Span> scan(byte[] text, int from, int to) {
    var scanner = new TextScanner(text, from, to);
    for (int i = from; i < to; i++) {
      if (ANCHORS[text[i] & 0xFF]) {
        scanner.at(i);
        i = Math.max(i, scanner.done - 1);
      }
    }
    return scanner.spans;
  }

  private void at(int i) {
    byte b = text[i];
    switch (b) {
      case '@' -> email(i);
      case '+' -> phone(i, i + 1);
      case '0' -> {
        if (startsWith(i, "0022") && !isWordBefore(i)) {
          phone(i, i + 2);
        }
      }
      case '.' -> {
        if (isDigit(i - 1) && isDigit(i + 1)) {
          address(i);
        }
      }
      case ':' -> {
        if (i + 1 < limit && isAddress(text[i + 1]) && (text[i + 1] == ':' || isAddressBefore(i))) {
          address(i);
        }
      }
      case '\\', '/' -> userPath(i);
      default -> {
        if (b >= 'A' && b <= 'Z') {
          if (!isWordBefore(i)) {
            iban(i);
            if ((b == 'C' || b == 'N') && done <= i) {
              namedNumber(i);
            }
          } else if (isDigit(i - 1)) {
            nina(i);
          }
        }
      }
    }
  }

  private boolean isAddressBefore(int i) {
    return i > 0 && isAddress(text[i - 1]);
  }

  private void email(int at) {
    int from = at;
    while (from > done && at - from < MAX_LOCAL && isLocal(text[from - 1])) {
      from--;
    }
    while (from < at && (text[from] == '.' || text[from] == '-')) {
      from++; // punctuation of the sentence
    }
    int to = at + 1;
    int lastDot = -1;
    while (to < limit && to - at <= MAX_DOMAIN && isDomain(text[to])) {
      lastDot = text[to] == '.' && to > at + 1 && to + 1 < limit && isLetter(to + 1) ? to : lastDot;
      to++;
    }
    while (to > at && (text[to - 1] == '.' || text[to - 1] == '-')) {
      to--;
    }
    if (from < at && lastDot > 0 && to - lastDot > 2) {
      found(MinimisingRule.TEXT_EMAIL, from, to, string(from, to).toLowerCase(Locale.ROOT));
    }
  }

  /** Tries the longest number first: what follows may be a date or an amount. */
  private void phone(int from, int firstDigit) {
    var ends = new int[16];
    var digits = new StringBuilder("+");
    int count = 0;
    for (int i = firstDigit; i < limit && count < 15 && i - from < 30; i++) {
      byte b = text[i];
      if (isDigit(i)) {
        digits.append((char) b);
        ends[++count] = i + 1;
      } else if (b != ' ' && b != '.' && b != '-' && b != '(' && b != ')') {
        break;
      }
    }
    for (int length = count; length >= 8; length--) {
      boolean whole = ends[length] >= limit || !isDigit(ends[length]);
      var candidate = digits.substring(0, length + 1);
      if (whole && PhoneNumbers.isReal(candidate)) {
        found(MinimisingRule.TEXT_PHONE, from, ends[length], candidate);
        return;
      }
    }
  }

  private void address(int at) {
    if (at < judged) {
      return; // another dot of what was read as a whole
    }
    int from = at;
    while (from > done && at - from < MAX_ADDRESS && isAddress(text[from - 1])) {
      from--;
    }
    int to = at;
    while (to < limit && to - from <= MAX_ADDRESS && isAddress(text[to])) {
      to++;
    }
    judged = to - from < MAX_ADDRESS ? to : judged;
    while (to > at && (text[to - 1] == '.' || text[to - 1] == ':') && !endsWithGap(from, to)) {
      to--; // punctuation of the sentence
    }
    if ((from > 0 && isWord(text[from - 1])) || !mayBeAddress(from, to)) {
      return;
    }
    for (var candidate : candidates(from, to)) {
      var network = Network.parse(candidate);
      if (network.isPresent() && network.get().isPrivate()) {
        found(
            MinimisingRule.TEXT_PRIVATE_ADDRESS,
            from,
            from + candidate.length(),
            network.get().toString());
        return;
      }
    }
  }

  /**
   * Four numbers, perhaps with a port; or eight groups, fewer with a gap. An hour and a decimal
   * number are neither.
   */
  private boolean mayBeAddress(int from, int to) {
    int colons = 0;
    int dots = 0;
    boolean gap = false;
    for (int i = from; i < to; i++) {
      colons += text[i] == ':' ? 1 : 0;
      gap |= text[i] == ':' && i + 1 < to && text[i + 1] == ':';
      dots += text[i] == '.' ? 1 : 0;
    }
    return colons <= 1 ? dots == 3 : dots > 0 || gap || colons == 7;
  }

  /** The whole; and, if a port follows an IPv4 address, the address alone. */
  private List<String> candidates(int from, int to) {
    var whole = new String(text, from, to - from, US_ASCII);
    int colon = whole.indexOf(':');
    return colon > 0 && whole.indexOf('.') > 0
        ? List.of(whole, whole.substring(0, colon))
        : List.of(whole);
  }

  private boolean endsWithGap(int from, int to) {
    return to - from >= 2 && text[to - 1] == ':' && text[to - 2] == ':';
  }

  private void iban(int from) {
    if (from + MIN_IBAN > limit
        || text[from + 1] < 'A'
        || text[from + 1] > 'Z'
        || !isDigit(from + 2)
        || !isDigit(from + 3)) {
      return;
    }
    var ends = new int[MAX_IBAN + 1];
    var normal = new StringBuilder();
    for (int i = from; i < limit && normal.length() < MAX_IBAN; i++) {
      byte b = text[i];
      if (isDigit(i) || (b >= 'A' && b <= 'Z')) {
        normal.append((char) b);
        ends[normal.length()] = i + 1;
      } else if (b != ' ' || normal.length() % 4 != 0) {
        break; // printed in groups of four
      }
    }
    for (int length = normal.length(); length >= MIN_IBAN; length--) {
      int end = ends[length];
      boolean whole = end >= limit || !isWord(text[end]);
      if (whole && isIban(normal.substring(0, length))) {
        found(MinimisingRule.TEXT_IBAN, from, end, normal.substring(0, length));
        return;
      }
    }
  }

  /** ISO 13616: the four first chars moved to the end, letters as 10 to 35, is 1 modulo 97. */
  private static boolean isIban(String text) {
    int remainder = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt((i + 4) % text.length());
      int value = c <= '9' ? c - '0' : c - 'A' + 10;
      remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
    }
    return remainder == 1;
  }

  /**
   * Fourteen digits (nationality, sex, two of the year of birth, seven of the place, three of the
   * order) and a letter of control, whose formula is not published. A time in UTC is written alike
   * ({@code 20260122101530Z}), and is none.
   */
  private void nina(int letter) {
    int from = letter - NINA_DIGITS;
    if (from < done || !isDigit(from) || isWordBefore(from)) {
      return;
    }
    for (int i = from; i < letter; i++) {
      if (!isDigit(i)) {
        return;
      }
    }
    boolean alone = letter + 1 >= limit || !isWord(text[letter + 1]);
    if (alone && !(text[letter] == 'Z' && isTime(from))) {
      found(MinimisingRule.TEXT_NATIONAL_ID, from, letter + 1, string(from, letter + 1));
    }
  }

  /** Whether digits could be year, month, day, hour, minute, second. */
  private boolean isTime(int from) {
    int century = number(from);
    return (century == 19 || century == 20)
        && number(from + 4) <= 12
        && number(from + 6) <= 31
        && number(from + 8) <= 23
        && number(from + 10) <= 59
        && number(from + 12) <= 60;
  }

  private int number(int twoDigits) {
    return (text[twoDigits] - '0') * 10 + text[twoDigits + 1] - '0';
  }

  /**
   * A number that the text itself says to be somebody's: its form is each state's own, so the name
   * before it is what tells.
   */
  private void namedNumber(int at) {
    for (var name : NUMBER_NAMES) {
      int from = at + name.length();
      if (!startsWith(at, name) || (from < limit && isWord(text[from]) && !startsWith(from, "°"))) {
        continue;
      }
      while (from < limit && from - at < MAX_GAP && !isDigit(from) && !isCapital(from)) {
        from++; // " n° : "
      }
      int to = from;
      int digits = 0;
      while (to < limit && to - from < MAX_NUMBER && (isDigit(to) || isCapital(to) || isGap(to))) {
        digits += isDigit(to) ? 1 : 0;
        to++;
      }
      while (to > from && text[to - 1] == ' ') {
        to--;
      }
      if (digits >= MIN_NUMBER_DIGITS && (to >= limit || !isWord(text[to]))) {
        found(
            MinimisingRule.TEXT_NATIONAL_ID,
            from,
            to,
            string(from, to).replace(" ", "").replace("-", ""));
      }
      return;
    }
  }

  private boolean isCapital(int i) {
    return text[i] >= 'A' && text[i] <= 'Z';
  }

  /** A blank or a hyphen inside of a number. */
  private boolean isGap(int i) {
    return (text[i] == ' ' || text[i] == '-') && i + 1 < limit && isDigit(i + 1);
  }

  private void userPath(int at) {
    for (var folder : USER_FOLDERS) {
      int from = at + folder.length;
      if (from < limit && matches(at, folder)) {
        int to = from;
        while (to < limit && to - from < MAX_USER && isFileName(text[to])) {
          to++;
        }
        boolean closed = to < limit && (text[to] == '\\' || text[to] == '/');
        if (!closed) { // the name ends the path: it ends at the first blank too
          to = from;
          while (to < limit && to - from < MAX_USER && isFileName(text[to]) && text[to] != ' ') {
            to++;
          }
        }
        var name = string(from, to).toLowerCase(Locale.ROOT);
        if (!name.isBlank() && !name.startsWith("[") && !SHARED_USERS.contains(name)) {
          found(MinimisingRule.TEXT_USER_PATH, from, to, name);
        }
        return;
      }
    }
  }

  private void found(MinimisingRule rule, int from, int to, String normal) {
    spans.add(new Span(rule, from, to, normal));
    done = to;
  }

  private String string(int from, int to) {
    return new String(text, from, to - from, UTF_8);
  }

  private boolean startsWith(int at, String prefix) {
    for (int i = 0; i < prefix.length(); i++) {
      if (at + i >= limit || text[at + i] != prefix.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Compares in lower case, ASCII only. */
  private boolean matches(int at, byte[] lower) {
    for (int i = 0; i < lower.length; i++) {
      int b = text[at + i];
      if (at + i >= limit || (b >= 'A' && b <= 'Z' ? b | 0x20 : b) != lower[i]) {
        return false;
      }
    }
    return true;
  }

  private boolean isDigit(int i) {
    return i >= 0 && i < limit && text[i] >= '0' && text[i] <= '9';
  }

  private boolean isLetter(int i) {
    return isWord(text[i]) && !isDigit(i);
  }

  private boolean isWordBefore(int i) {
    return i > 0 && isWord(text[i - 1]);
  }

  private static boolean isWord(byte b) {
    return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9') || b < 0;
  }

  private static boolean isLocal(byte b) {
    return isWord(b) || b == '.' || b == '-' || b == '_' || b == '+' || b == '%' || b == '\'';
  }

  private static boolean isDomain(byte b) {
    return isWord(b) || b == '.' || b == '-';
  }

  private static boolean isAddress(byte b) {
    return (b >= '0' && b <= '9')
        || (b >= 'a' && b <= 'f')
        || (b >= 'A' && b <= 'F')
        || b == ':'
        || b == '.';
  }

  private static boolean isFileName(byte b) {
    return b < 0 || (b >= ' ' && "\\/:*?\"<>|,;'".indexOf(b) < 0);
  }
}
