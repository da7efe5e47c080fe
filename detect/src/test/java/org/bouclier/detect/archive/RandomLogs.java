package org.bouclier.detect.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.bouclier.detect.Indicator;
import org.bouclier.detect.IndicatorReading.Listed;
import org.bouclier.detect.IndicatorText;

/**
 * Lines and indicators made of the same few names, addresses and hashes, so that matches and near
 * misses are both common; in plain text and in JSON with all its escapes.
 */
final class RandomLogs {

  private static final List<String> LABELS = List.of("a", "bad", "evil", "mail", "x-y", "w_w", "0");
  private static final List<String> TOPS = List.of("ml", "bf", "ne", "com", "xn--p1ai", "7ci");

  private final Random random;
  private final List<String> names = new ArrayList<>();
  private final List<String> addresses4 = new ArrayList<>();
  private final List<String> addresses6 = new ArrayList<>();
  private final List<String> hashes = new ArrayList<>();

  RandomLogs(Random random) {
    this.random = random;
    for (int i = 0; i < 60; i++) {
      var name = new StringBuilder(pick(TOPS));
      for (int labels = random.nextInt(4); labels >= 0; labels--) {
        name.insert(0, pick(LABELS) + (random.nextBoolean() ? random.nextInt(9) : "") + ".");
      }
      names.add(name.toString());
      addresses4.add(
          (10 + random.nextInt(3))
              + "."
              + random.nextInt(3)
              + "."
              + random.nextInt(256)
              + "."
              + random.nextInt(256));
      addresses6.add(
          "2001:db8:"
              + Integer.toHexString(random.nextInt(3))
              + "::"
              + Integer.toHexString(random.nextInt(1 << 16)));
      byte[] digest = new byte[new int[] {16, 20, 32, 64}[random.nextInt(4)]];
      random.nextBytes(digest);
      hashes.add(HexFormat.of().formatHex(digest));
    }
  }

  private <T> T pick(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  /** A file of lines; the last one may lack its line feed. */
  byte[] file(int lines) {
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes("début\n".getBytes(UTF_8)); // a text: each line is then looked at by itself
    for (int line = 0; line < lines; line++) {
      bytes.writeBytes(line().getBytes(UTF_8));
      if (line + 1 < lines || random.nextInt(3) > 0) {
        bytes.writeBytes((random.nextInt(5) == 0 ? "\r\n" : "\n").getBytes(UTF_8));
      }
    }
    return bytes.toByteArray();
  }

  String line() {
    int parts = random.nextInt(4);
    var line = new StringBuilder();
    boolean json = random.nextBoolean();
    if (random.nextInt(40) == 0) {
      return "";
    }
    line.append(json ? "{\"ts\":" + (1_700_000_000 + random.nextInt(1_000)) + ".5" : "x ");
    for (int part = 0; part < parts; part++) {
      String value = value();
      if (json) {
        line.append(",\"f").append(part).append("\":\"").append(escaped(value)).append('"');
      } else {
        line.append(pick(List.of(" ", "=", " (", ",", "\t", "<", " q:"))).append(value);
      }
    }
    return line.append(json ? "}" : "").toString();
  }

  /** Something that could be found, or nearly. */
  private String value() {
    String name = pick(names);
    String near =
        pick(List.of("", "", "", "", "x", "www.", "my-"))
            + name
            + pick(List.of("", "", ".", ".org"));
    String host =
        switch (random.nextInt(6)) {
          case 0 -> pick(addresses4);
          case 1 -> "[" + pick(addresses6) + "]";
          case 2 -> "intranet";
          default -> random.nextBoolean() ? name.toUpperCase(Locale.ROOT) : near;
        };
    return switch (random.nextInt(9)) {
      case 0 -> near;
      case 1 -> pick(List.of("", "", "1")) + pick(addresses4) + pick(List.of("", ":80", ".", ".1"));
      case 2 ->
          pick(List.of("", "", "z", "[")) + pick(addresses6) + pick(List.of("", "]:80", ":", "."));
      case 3 -> pick(List.of("", "", "0x", "h=")) + pick(hashes) + pick(List.of("", "", "a", "_"));
      case 4 -> pick(List.of("user", "u.ser+tag", "x")) + "@" + near;
      case 5 -> "user@intranet";
      case 6 -> "::ffff:" + pick(addresses4);
      default ->
          pick(List.of("http", "https", "HTTP", "ftp"))
              + "://"
              + pick(List.of("", "", "me:secret@"))
              + host
              + pick(List.of("", "", ":80", ":8080", ":443"))
              + pick(List.of("", "/", "/a", "/a/b", "/a?q=1", "/a?q=1&r=2", ")", ".", "#x"));
    };
  }

  /** As a JSON string; sometimes with escapes that need not be. */
  private String escaped(String value) {
    var text = new StringBuilder(pick(List.of("", "", "\\n", "\\t", "\\u000a", "\\b", "\\\\n")));
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '/' && random.nextInt(3) == 0) {
        text.append("\\/");
      } else if (random.nextInt(60) == 0) {
        text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }

  /** Indicators of every kind, of which some match. */
  List<Indicator> indicators(int count) {
    var indicators = new ArrayList<Indicator>();
    while (indicators.size() < count) {
      String name = pick(names);
      String text =
          switch (random.nextInt(11)) {
            case 0 -> name;
            case 1 -> name.substring(name.indexOf('.') + 1);
            case 2 -> pick(addresses4);
            case 3 -> pick(addresses4) + "/" + (8 + random.nextInt(25));
            case 4 -> pick(addresses6);
            case 5 -> pick(addresses6) + "/" + (16 + random.nextInt(113));
            case 6 -> pick(hashes);
            case 7 -> "user@" + name;
            case 8 -> pick(List.of("user@intranet", "http://intranet/a", "http://intranet"));
            case 9 -> "http://" + (random.nextBoolean() ? pick(addresses4) : name) + "/a";
            default ->
                pick(List.of("https://", "ftp://"))
                    + (random.nextInt(4) == 0 ? "[" + pick(addresses6) + "]" : name)
                    + pick(List.of("", ":8080", "/a/b", "/a?q=1"));
          };
      if (IndicatorText.read(text) instanceof Listed(Indicator indicator)) {
        indicators.add(indicator);
      }
    }
    return indicators;
  }
}
