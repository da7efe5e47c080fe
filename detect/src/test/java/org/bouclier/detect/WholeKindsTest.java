package org.bouclier.detect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import org.bouclier.detect.log.LogFormat;
import org.bouclier.detect.log.LogSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses with ports, hosts with paths, file names, TLS fingerprints, user agents. */
class WholeKindsTest {

  private static final String MD5 = "d41d8cd98f00b204e9800998ecf8427e";
  private static final String JA4 = "t13d1516h2_8daaf6152771_b186095e22b6";

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '~',
      textBlock =
          """
          192.0.2.7:443        ¦ to 192.0.2.7:443 ok                         ¦ 192.0.2.7:443
          192.0.2.7:443        ¦ 192.0.2.7:443.                              ¦ 192.0.2.7:443
          192.0.2.7:443        ¦ https://192.0.2.7:443/a                     ¦ 192.0.2.7:443
          192.0.2.7:443        ¦ {"id.resp_h":"192.0.2.7","id.resp_p":443}   ¦ 192.0.2.7
          192.0.2.7:443        ¦ {"id":{"resp_p":443,"resp_h":"192.0.2.7"}}  ¦ 192.0.2.7
          192.0.2.7:443        ¦ {"dest_ip":"192.0.2.7","dest_port":"443"}   ¦ 192.0.2.7
          192.0.2.7:443        ¦ {"Event":{"EventData":{"DestinationIp":"192.0.2.7","DestinationPort":443}}} ¦ 192.0.2.7
          192.0.2.7:443        ¦ srcip=10.0.0.1 dstip=192.0.2.7 dstport=443  ¦ 192.0.2.7
          [2001:db8::1]:443    ¦ to [2001:DB8::1]:443                        ¦ [2001:DB8::1]:443
          [2001:db8::1]:443    ¦ {"dest_ip":"2001:db8::1","dest_port":443}   ¦ 2001:db8::1
          evil.tld/a           ¦ GET evil.tld/a/b HTTP                       ¦ evil.tld/a/b
          evil.tld/a           ¦ {"u":"https:\\/\\/Evil.tld\\/a"}            ¦ https:\\/\\/Evil.tld\\/a
          evil.tld/a           ¦ ftp://evil.tld/a                            ¦ ftp://evil.tld/a
          evil.tld/a           ¦ {"u":"\\nevil.tld/a?b"}                     ¦ evil.tld/a?b
          evil.tld:8080/a      ¦ evil.tld:8080/a                             ¦ evil.tld:8080/a
          192.0.2.7/x.sh       ¦ wget 192.0.2.7/x.sh                         ¦ 192.0.2.7/x.sh
          file:evil.exe        ¦ C:\\Temp\\Evil.EXE -x                       ¦ Evil.EXE
          file:evil.exe        ¦ {"p":"C:\\\\Temp\\\\evil.exe"}              ¦ evil.exe
          file:evil.exe        ¦ {"p":"\\"C:\\\\evil.exe\\" -x"}             ¦ evil.exe
          file:evil.exe        ¦ {"p":"x\\nevil.exe\\r"}                     ¦ evil.exe
          file:évil.exe        ¦ {"p":"\\/\\u00e9vil.exe"}                   ¦ \\u00e9vil.exe
          ja3:d41d8cd98f00b204e9800998ecf8427e ¦ {"ja3":"D41D8CD98F00B204E9800998ECF8427E"} ¦ D41D8CD98F00B204E9800998ECF8427E
          t13d1516h2_8daaf6152771_b186095e22b6 ¦ {"ja4":"t13d1516h2_8daaf6152771_b186095e22b6"} ¦ t13d1516h2_8daaf6152771_b186095e22b6
          ua:Mozilla/5.0 (x)   ¦ {"user_agent":"Mozilla\\/5.0 (x)"}          ¦ Mozilla\\/5.0 (x)
          ua:Mozilla/5.0 (x)   ¦ ::1 - - "GET / HTTP/1.1" 200 "-" "Mozilla/5.0 (x)" ¦ Mozilla/5.0 (x)
          ua:curl/8.0          ¦ agent=curl/8.0 x                            ¦ curl/8.0
          ua:a "b" é           ¦ {"ua":"a \\"b\\" \\u00e9"}                  ¦ a \\"b\\" \\u00e9
          """)
  void finds(String listed, String line, String found) {
    List<IndicatorMatch> matches = scan(set(listed), line);

    assertThat(matches).extracting(IndicatorMatch::found).containsExactly(found);
    IndicatorMatch match = matches.getFirst();
    assertThat(new String(line.getBytes(UTF_8), match.offset(), match.lengthBytes(), UTF_8))
        .isEqualTo(found);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '~',
      textBlock =
          """
          192.0.2.7:443        ¦ 192.0.2.7 443
          192.0.2.7:443        ¦ 192.0.2.7:4430
          192.0.2.7:443        ¦ 192.0.2.7:44
          192.0.2.7:443        ¦ 192.0.2.7:443x
          192.0.2.7:443        ¦ 1192.0.2.7:443
          192.0.2.7:443        ¦ {"dest_ip":"192.0.2.7","src_port":443}
          192.0.2.7:443        ¦ {"dest_ip":"192.0.2.8","dest_port":443}
          [2001:db8::1]:443    ¦ 2001:db8::1:443
          evil.tld/a           ¦ evil.tld/ab
          evil.tld/a           ¦ evil.tld/A
          evil.tld/a           ¦ www.evil.tld/a
          evil.tld/a           ¦ /var/evil.tld/a
          evil.tld/a           ¦ evil.tld:8080/a
          file:evil.exe        ¦ C:\\evil.exe\\x
          file:evil.exe        ¦ notevil.exe
          file:evil.exe        ¦ {"p":"C:\\\\evil.exe\\\\x"}
          file:evil.exe        ¦ {"p":"evil.exe\\/x"}
          file:nevil.exe       ¦ {"p":"x\\nevil.exe"}
          ja3:d41d8cd98f00b204e9800998ecf8427e ¦ xd41d8cd98f00b204e9800998ecf8427e
          t13d1516h2_8daaf6152771_b186095e22b6 ¦ t13d1516h2_8daaf6152771_b186095e22b6a
          t13d1516h2_8daaf6152771_b186095e22b6 ¦ T13D1516H2_8DAAF6152771_B186095E22B6
          ua:Mozilla/5.0 (x)   ¦ "Mozilla/5.0 (x) y"
          ua:Mozilla/5.0 (x)   ¦ Mozilla/5.0 (x)
          ua:curl/8.0          ¦ "Curl/8.0"
          """)
  void does_not_find(String listed, String line) {
    assertThat(scan(set(listed), line)).isEmpty();
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {0, 1, 20_260_129, -7})
  void addresses_with_ports_are_those_of_an_expression(long seed) {
    var expression =
        Pattern.compile(
            "(?<![A-Za-z0-9._-])([0-9]+(?:[.][0-9]+){3})"
                + "(?=:([0-9]+)(?![A-Za-z0-9_-])(?![.][A-Za-z0-9._-]))");
    asAReference(
        seed,
        new String[] {"1.2.3.4", "1.2.3.4:", "1.2.3.5:", "80 ", "80", "8", " ", ".", "x", "\""},
        List.of("1.2.3.4:80", "1.2.3.4:8", "1.2.3.5:808", "1.2.3.4:0", "1.2.3.5:80"),
        (listed, line) ->
            expression
                .matcher(line)
                .results()
                .anyMatch(match ->
                    match.group(2).length() <= 5
                        && (match.group(1) + ":" + Integer.parseInt(match.group(2)))
                            .equals(listed)));
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {0, 1, 20_260_129, -7})
  void hosts_with_paths_are_those_of_expressions(long seed) {
    String rest = "[^\\x00-\\x20\"'\\\\<>`\\x7F]*";
    var bare =
        Pattern.compile("(?<![A-Za-z0-9._/\\\\@-])(?=((?:e[.]ml|f[.]ml)(?=[/:])" + rest + "))");
    var url =
        Pattern.compile("[A-Za-z][A-Za-z0-9.+-]*://(?:[^/\\x00-\\x20\"'\\\\<>`?#]*@)?" + rest);
    asAReference(
        seed,
        new String[] {
          "e.ml/a", "e.ml/", "f.ml/", "/", "a", "b", "?", "&", " ", " ", "http://", "x://", "u@"
        },
        List.of("e.ml/a", "e.ml/a/b", "f.ml/b", "e.ml/a?b", "f.ml/a"),
        (listed, line) -> {
          List<String> seen = new ArrayList<>();
          bare.matcher(line).results().forEach(match -> seen.add(match.group(1)));
          for (int at = line.indexOf("://"); at >= 0; at = line.indexOf("://", at + 1)) {
            int from = at;
            while (from > 0 && Character.isLetterOrDigit(line.charAt(from - 1))) {
              from--;
            }
            var match = url.matcher(line).region(from, line.length());
            if (match.lookingAt()) {
              String text = line.substring(at + 3, match.end());
              int end = 0;
              while (end < text.length() && "/?#".indexOf(text.charAt(end)) < 0) {
                end++;
              }
              seen.add(text.substring(text.lastIndexOf('@', end) + 1));
            }
          }
          return seen.stream().anyMatch(text -> covers(listed, text));
        });
  }

  private static boolean covers(String listed, String seen) {
    String text = seen.indexOf('#') < 0 ? seen : seen.substring(0, seen.indexOf('#'));
    for (int cut = 0; cut <= 4; cut++) {
      if (text.equals(listed)) {
        return true;
      }
      if (text.isEmpty() || ".,;:!)]}".indexOf(text.charAt(text.length() - 1)) < 0) {
        break;
      }
      text = text.substring(0, text.length() - 1);
    }
    if (!seen.startsWith(listed) || seen.length() == listed.length()) {
      return false;
    }
    char next = seen.charAt(listed.length());
    return listed.indexOf('?') < 0 ? next == '/' || next == '?' || next == '#' : next == '&';
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {0, 1, 20_260_129, -7})
  void file_names_are_the_last_parts_of_paths(long seed) {
    asAReference(
        seed,
        new String[] {"a.exe", "A.exe", "b", "é", "/", "\\", " ", "\"", "'", "\t", "=", "-"},
        List.of("file:a.exe", "file:b", "file:é", "file:ba.exe", "file:=a.exe"),
        WholeKindsTest::isFileName);
  }

  private static boolean isFileName(String listed, String line) {
    String ends = "/\\\"'` \t";
    for (int from = 0; from < line.length(); from++) {
      if (from > 0 && ends.indexOf(line.charAt(from - 1)) < 0) {
        continue;
      }
      int to = from;
      while (to < line.length() && ends.indexOf(line.charAt(to)) < 0) {
        to++;
      }
      boolean last = to == line.length() || "/\\".indexOf(line.charAt(to)) < 0;
      if (last && listed.equals("file:" + line.substring(from, to).toLowerCase(Locale.ROOT))) {
        return true;
      }
    }
    return false;
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {0, 1, 20_260_129, -7})
  void in_JSON_texts_are_what_their_escapes_stand_for(long seed) {
    var random = new Random(seed);
    List<String> listed = List.of("file:a.exe", "file:b", "file:é", "ua:a.exe", "ua:a/b", "ua:é b");
    IndicatorSet set = set(listed.toArray(String[]::new));
    String[] pieces = {"a.exe", "b", "é", "/", "\\", " ", "\"", "\n", "a", "n"};
    int hits = 0;
    for (int i = 0; i < 4_000; i++) {
      var text = new StringBuilder();
      for (int more = random.nextInt(5); more >= 0; more--) {
        text.append(pieces[random.nextInt(pieces.length)]);
      }
      Set<String> expected = new TreeSet<>();
      for (String one : listed) {
        boolean is =
            one.startsWith("file:")
                ? isFileName(one, text.toString().replace('\n', ' '))
                : one.equals("ua:" + text.toString().replaceAll("^ +| +$", ""));
        if (is) {
          expected.add(one);
        }
      }
      String line = "{\"k\":\"" + escaped(text.toString(), random) + "\"}";
      assertThat(found(set, line)).as("seed %d: %s", seed, line).isEqualTo(expected);
      hits += expected.size();
    }
    assertThat(hits).isGreaterThan(500);
  }

  private static String escaped(String text, Random random) {
    var escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> escaped.append('\\').append(c);
        case '\n' -> escaped.append("\\n");
        case '/' -> escaped.append(random.nextBoolean() ? "\\/" : "/");
        default -> {
          if (random.nextInt(6) == 0) {
            escaped.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
          } else {
            escaped.append(c);
          }
        }
      }
    }
    return escaped.toString();
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {0, 1, 20_260_129, -7})
  void fingerprints_are_whole_tokens(long seed) {
    String token = "[A-Za-z0-9._-]";
    asAReference(
        seed,
        new String[] {MD5, MD5, JA4, JA4, " ", "\"", ",", "=", "x", ".", "-", ":", "0123456789"},
        List.of("ja3:" + MD5, JA4),
        (listed, line) ->
            Pattern.compile(
                    "(?<!" + token + ")" + listed.replace("ja3:", "") + "[.]*(?!" + token + ")")
                .matcher(line)
                .results()
                .anyMatch(match -> match.group().length() == listed.replace("ja3:", "").length()));
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {0, 1, 20_260_129, -7})
  void user_agents_are_whole_texts(long seed) {
    asAReference(
        seed,
        new String[] {"a/1", "b (c)", "\"", "\"", " ", "=", "\t", "x"},
        List.of("ua:a/1", "ua:b (c)", "ua:a/1 b (c)", "ua:x"),
        (listed, line) -> {
          String text = listed.substring(3);
          String[] quoted = line.split("\"", -1);
          for (int i = 1; i < quoted.length - 1; i += 2) {
            if (quoted[i].replaceAll("^ +| +$", "").equals(text)) {
              return true;
            }
          }
          for (String cell : line.indexOf('\t') < 0 ? new String[0] : line.split("\t", -1)) {
            if (cell.replaceAll("^ +| +$", "").equals(text)) {
              return true;
            }
          }
          for (int i = 0; i < line.length(); ) {
            if (line.charAt(i) != '=' || line.startsWith("\"", i + 1)) {
              i++;
              continue;
            }
            int to = i + 1;
            while (to < line.length() && line.charAt(to) > ' ') {
              to++;
            }
            if (line.substring(i + 1, to).equals(text)) {
              return true;
            }
            i = to;
          }
          return false;
        });
  }

  @Test
  void every_kind_comes_back_from_the_set_as_it_went_in() {
    String[] listed = {
      "192.0.2.7:443", "[2001:db8::1]:443", "evil.tld/a", "file:é.exe", "ja3:" + MD5, JA4, "ua:x y"
    };
    assertThat(set(listed).entries())
        .extracting(entry -> entry.indicator())
        .containsExactlyInAnyOrderElementsOf(
            List.of(listed).stream().map(WholeKindsTest::indicator).toList());
  }

  /** Lines of random pieces: what is found is what the obvious predicate says. */
  private static void asAReference(
      long seed, String[] pieces, List<String> listed, BiPredicate<String, String> obvious) {
    var random = new Random(seed);
    IndicatorSet set = set(listed.toArray(String[]::new));
    int hits = 0;
    for (int i = 0; i < 6_000; i++) {
      var line = new StringBuilder();
      for (int more = random.nextInt(9); more >= 0; more--) {
        line.append(pieces[random.nextInt(pieces.length)]);
      }
      Set<String> expected = new TreeSet<>();
      for (String one : listed) {
        if (obvious.test(one, line.toString())) {
          expected.add(one);
        }
      }
      assertThat(found(set, line.toString())).as("seed %d: [%s]", seed, line).isEqualTo(expected);
      hits += expected.size();
    }
    assertThat(hits).as("both answers are common").isBetween(100, 20_000);
  }

  private static Set<String> found(IndicatorSet set, String line) {
    Set<String> found = new TreeSet<>();
    for (IndicatorMatch match : scan(set, line)) {
      String value = match.indicator().value();
      found.add(
          switch (match.indicator().kind()) {
            case FILE_NAME -> "file:" + value;
            case USER_AGENT -> "ua:" + value;
            case JA3 -> "ja3:" + value;
            default -> value;
          });
    }
    return found;
  }

  private static Indicator indicator(String listed) {
    return ((IndicatorReading.Listed) IndicatorText.read(listed)).indicator();
  }

  private static IndicatorSet set(String... listed) {
    IndicatorSet.Builder builder = IndicatorSet.builder(7);
    for (int i = 0; i < listed.length; i++) {
      builder.add(indicator(listed[i]), i);
    }
    return builder.build();
  }

  private static List<IndicatorMatch> scan(IndicatorSet set, String line) {
    var engine = new Engine();
    engine.replace(set);
    List<IndicatorMatch> matches = new ArrayList<>();
    byte[] bytes = line.getBytes(UTF_8);
    engine
        .scanner()
        .scan(
            bytes,
            0,
            bytes.length,
            LogFormat.AUTO,
            LogSource.UNKNOWN,
            match -> matches.add((IndicatorMatch) match));
    return matches;
  }
}
