package org.bouclier.detect.sigma;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Rules and events from few pieces, so that they meet often: every modifier (rows 1 to 18 of the
 * acceptance table), every structure (rows 19 to 27). The same seed gives the same ones.
 */
final class InventedRules {

  /** What {@code expand} finds behind its placeholders. */
  static final Map<String, List<String>> LISTS =
      Map.of("Parts", List.of("a*", "cmd"), "One", List.of("b"), "Nets", List.of("10.0.0.0/9"));

  private static final String[] TEXT_FIELDS = {"Image", "Line", "User"};
  private static final String[] PIECES = {
    "a", "B", "é", "ab", "-x", " /x", "\\", "cmd", "\u2013x", "É", "1", "_", "😀", ".", " "
  };
  private static final String[] WILD = {"*", "?", "\\*", "\\?", "\\\\", "\\\\*"};
  private static final String[] REGEXES = {
    "a.?b",
    "^[ab]+$",
    "cmd|x",
    "b{2}",
    "a\\.b",
    "(?i)CMD",
    "^.b",
    "b$",
    "\\bx",
    "[^a]b",
    "a(b|c)*\\d",
    "É",
    "(?:ab)+",
    "\\\\x?",
    "a|",
    "x.1"
  };
  private static final String[] ADDRESSES = {
    "10.1.2.3",
    "10.200.0.1",
    "192.168.0.7",
    "::1",
    "fe80::7",
    "FE80::A:1",
    "2001:db8::1",
    "-",
    "10.1.2",
    "010.1.2.3"
  };
  private static final String[] BLOCKS = {
    "10.0.0.0/8",
    "10.128.0.0/9",
    "192.168.0.0/29",
    "::1",
    "fe80::/10",
    "2001:db8::/33",
    "0.0.0.0/0",
    "10.1.2.3"
  };
  private static final String[] NUMBERS = {"0", "1", "2.5", "-3", "3", "3.0", "1e2", "007"};
  private static final String[] DATES = {
    "2026-01-29T03:04:05Z", "2024-02-29 23:59", "2026-02-30T01:01:01", "2021-01-03T00:00:00+05:00",
    "2026-12-31", "hier", "2026-01-29T24:00", "2026-11-05 03:59:59.123"
  };

  private final Random random;

  InventedRules(long seed) {
    this.random = new Random(seed);
  }

  /** The modifiers of each row of the acceptance table, as keys take them. */
  static final Map<Integer, List<String>> MODIFIERS =
      Map.ofEntries(
          Map.entry(1, List.of("")),
          Map.entry(2, List.of("|contains")),
          Map.entry(3, List.of("|startswith", "|endswith")),
          Map.entry(4, List.of("|all", "|contains|all", "|startswith|all", "|all|endswith")),
          Map.entry(5, List.of("|re", "|re|all")),
          Map.entry(
              6,
              List.of(
                  "|re|i", "|re|m", "|re|s", "|re|i|m", "|re|ignorecase", "|re|multiline|dotall")),
          Map.entry(
              7, List.of("|cased", "|contains|cased", "|startswith|cased", "|endswith|cased|all")),
          Map.entry(8, List.of("|exists")),
          Map.entry(9, List.of("|base64", "|base64|contains")),
          Map.entry(10, List.of("|base64offset|contains")),
          Map.entry(
              11,
              List.of(
                  "|wide|base64offset|contains",
                  "|utf16le|base64|contains",
                  "|utf16be|base64|contains",
                  "|utf16|base64|contains",
                  "|wide|contains")),
          Map.entry(
              12,
              List.of(
                  "|windash", "|contains|windash", "|endswith|windash", "|contains|all|windash")),
          Map.entry(13, List.of("|cidr", "|cidr|all")),
          Map.entry(14, List.of("|lt", "|lte", "|gt", "|gte")),
          Map.entry(
              15,
              List.of(
                  "|neq",
                  "|contains|neq",
                  "|fieldref|neq",
                  "|cidr|neq",
                  "|gt|neq",
                  "|re|neq",
                  "|hour|neq")),
          Map.entry(
              16,
              List.of(
                  "|fieldref",
                  "|contains|fieldref",
                  "|startswith|fieldref",
                  "|endswith|fieldref",
                  "|fieldref|cased")),
          Map.entry(17, List.of("|expand", "|contains|expand", "|cidr|expand", "|expand|endswith")),
          Map.entry(18, List.of("|minute", "|hour", "|day", "|week", "|month", "|year")));

  private static final List<String> ALL_MODIFIERS =
      MODIFIERS.values().stream().flatMap(List::stream).sorted().toList();

  private static final String[] CONDITIONS = {
    "s1",
    "s1 and s2",
    "s1 or s2",
    "s1 and not s2",
    "not s1",
    "1 of s*",
    "any of them",
    "all of them",
    "2 of them",
    "2 of s*",
    "1 of _*",
    "s1 and (s2 or not s3)",
    "not 1 of s* or s3",
    "s1 and not all of s*",
    "s1 or s2 and s3",
    "not (s1 or s2) and not s3",
    "NOT s1 AND s2 OR s3",
    "[s1 and s2, not s3]",
    "1 of *2 or all of s1"
  };

  /** A rule with one item under these modifiers, and no more. */
  String ruleWith(String modifiers, String id) {
    return head(id) + "  s1:\n    " + item(modifiers) + "\n  condition: s1\n";
  }

  /** A rule of several searches and any condition. */
  String rule(String id) {
    var rule = new StringBuilder(head(id));
    for (String search : List.of("s1", "s2", "s3", "_s4")) {
      rule.append("  ").append(search).append(":\n");
      switch (random.nextInt(8)) {
        case 0 -> rule.append("    - ").append(quoted(pieces())).append('\n');
        case 1 ->
            rule.append("    '|all': [")
                .append(quoted(pieces()))
                .append(", ")
                .append(quoted(pieces()))
                .append("]\n");
        case 2, 3 -> { // a list of maps, and of keywords among them
          rule.append("    -").append(map("      ").substring(5));
          rule.append("    -").append(map("      ").substring(5));
          if (random.nextInt(3) == 0) {
            rule.append("    - ").append(quoted(pieces())).append('\n');
          }
        }
        default -> rule.append(map("    "));
      }
    }
    return rule.append("  condition: ").append(pick(CONDITIONS)).append('\n').toString();
  }

  private static String head(String id) {
    return "title: R\nid: " + id + "\nlogsource: {product: windows}\ndetection:\n";
  }

  private String map(String indent) {
    var map = new StringBuilder();
    Set<String> keys = new HashSet<>();
    for (int items = 1 + random.nextInt(2); items > 0; items--) {
      String item = item(ALL_MODIFIERS.get(random.nextInt(ALL_MODIFIERS.size())));
      if (keys.add(item.substring(0, item.indexOf(": ")))) {
        map.append(indent).append(item).append('\n');
      }
    }
    return map.toString();
  }

  private String item(String modifiers) {
    List<String> parts = List.of(modifiers.split("\\|"));
    if (parts.contains("exists")) {
      return field() + modifiers + ": " + random.nextBoolean();
    }
    if (parts.contains("fieldref")) {
      return field() + modifiers + ": " + list(this::field);
    }
    if (parts.contains("cidr")) {
      return "Ip"
          + modifiers
          + ": "
          + (parts.contains("expand") ? "'%Nets%'" : list(() -> quoted(pick(BLOCKS))));
    }
    if (parts.contains("re")) {
      return pick(TEXT_FIELDS) + modifiers + ": " + list(() -> quoted(pick(REGEXES)));
    }
    if (parts.stream().anyMatch(part -> part.startsWith("lt") || part.startsWith("gt"))) {
      return "Id" + modifiers + ": " + list(() -> pick("0", "1", "2.5", "-1", "100"));
    }
    if (parts.stream()
        .anyMatch(Set.of("minute", "hour", "day", "week", "month", "year")::contains)) {
      return "Time"
          + modifiers
          + ": "
          + list(() -> pick("3", "4", "29", "53", "2", "1", "2026", "59", "12"));
    }
    if (parts.contains("expand")) {
      return pick(TEXT_FIELDS)
          + modifiers
          + ": "
          + list(() -> pick("'%Parts%'", "'x%One%'", "'%One%%Parts%'", "'%a'", "'\\%One%'", "b"));
    }
    if (parts.stream().anyMatch(part -> part.startsWith("base64"))) {
      return "Data"
          + modifiers
          + ": "
          + list(() -> quoted(pick("ab", "cmd", "a\\\\b", "x", "ab1")));
    }
    if (parts.contains("wide")) {
      return "Data" + modifiers + ": " + list(() -> quoted(pick("ab", "cmd")));
    }
    if (modifiers.isEmpty() || modifiers.equals("|neq")) {
      switch (random.nextInt(8)) {
        case 0 -> {
          return field() + modifiers + ": null";
        }
        case 1 -> {
          return "Id" + modifiers + ": " + list(() -> pick("1", "'3'", "true", "false", "7", "-3"));
        }
        case 2 -> {
          return field() + modifiers + ": ''";
        }
        default -> {}
      }
    }
    return pick(TEXT_FIELDS) + modifiers + ": " + list(() -> quoted(pieces()));
  }

  private String field() {
    return pick("Image", "Line", "User", "Id", "Absent");
  }

  private String list(Supplier<String> value) {
    return Stream.generate(value)
        .limit(1 + random.nextInt(3))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /** Not empty: an empty keyword is refused. */
  private String pieces() {
    var text = new StringBuilder(pick(PIECES));
    for (int more = random.nextInt(3); more > 0; more--) {
      text.append(random.nextInt(4) == 0 ? pick(WILD) : pick(PIECES));
    }
    return text.toString();
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  /** An event with most of the fields that rules ask for. */
  String event() {
    List<String> fields = new ArrayList<>();
    for (String field : TEXT_FIELDS) {
      switch (random.nextInt(9)) {
        case 0 -> {}
        case 1 -> fields.add(member(field, "null"));
        case 2 -> fields.add(member(field, pick(NUMBERS).replace("007", "7")));
        case 3 -> fields.add(member(field, "[" + text() + "," + text() + "]"));
        case 4 -> fields.add(member(field, pick("\"\"", "{}", "[]", "true")));
        default -> fields.add(member(field, text()));
      }
    }
    if (random.nextInt(5) > 0) {
      String number = pick(NUMBERS);
      boolean bare = random.nextBoolean() && !number.equals("007");
      fields.add(member("Id", bare ? number : "\"" + number + "\""));
    }
    fields.add(member("Ip", "\"" + pick(ADDRESSES) + "\""));
    fields.add(member("Time", "\"" + pick(DATES) + "\""));
    fields.add(member("Data", data()));
    return "{" + String.join(",", fields) + "}";
  }

  private static String member(String name, String value) {
    return "\"" + name + "\":" + value;
  }

  private String text() {
    var text = new StringBuilder();
    for (int more = 1 + random.nextInt(4); more > 0; more--) {
      text.append(random.nextInt(8) == 0 ? pick("*", "?", "\n", "x", "b") : pick(PIECES));
    }
    return json(text.toString());
  }

  /** Text in base64, at each of the three offsets; or with a zero between its letters. */
  private String data() {
    String inner = pick("ab", "cmd", "a\\b", "x", "ab1", "é");
    Charset charset = List.of(UTF_8, UTF_16LE, UTF_16BE).get(random.nextInt(3));
    String text =
        "\uFEFF!,-".substring(random.nextInt(4), 4) + inner + "...".substring(random.nextInt(4));
    String shifted = random.nextInt(3) == 0 ? inner : text;
    return switch (random.nextInt(5)) {
      case 0 ->
          json(
              new String(shifted.getBytes(UTF_16LE), java.nio.charset.StandardCharsets.ISO_8859_1));
      case 1 -> json(Base64.getEncoder().encodeToString(("\uFEFF" + inner).getBytes(UTF_16LE)));
      default ->
          json(
              "x".repeat(random.nextInt(2))
                  + Base64.getEncoder().encodeToString(shifted.getBytes(charset)));
    };
  }

  private static String json(String text) {
    var json = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < 0x20) {
        json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }

  private String pick(String... from) {
    return from[random.nextInt(from.length)];
  }
}
