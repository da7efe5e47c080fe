package org.bouclier.detect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouclier.detect.IndicatorReading.Listed;
import org.bouclier.detect.log.LineRanges;
import org.bouclier.detect.log.LogFormat;
import org.bouclier.detect.log.LogSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A million real indicators on real network logs, with known hits and near misses inserted. */
class NetLogTest {

  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._-]+");
  private static final Pattern ADDRESS = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
  private static final Pattern ADDRESS_6 =
      Pattern.compile("(?<![A-Za-z0-9._:-])[0-9A-Fa-f:]*:[0-9A-Fa-f:.]+(?![A-Za-z0-9._:-])");
  private static final Pattern URL =
      Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://[^\\s\"'<>`\\\\\\x00-\\x20]*");
  private static final Pattern ESCAPE = Pattern.compile("\\\\[nrtbf]");
  private static final Pattern HIT =
      Pattern.compile("\\[(\\d+), \"(domain|ip|url|hash)\", \"((?:[^\"\\\\]|\\\\.)*)\"]");

  @TempDir private Path folder;

  @Test
  void hits_are_exactly_those_of_the_obvious_search_and_all_that_were_inserted() throws Exception {
    Path log = makeLog();
    Map<String, Set<IndicatorKind>> listed = new HashMap<>();
    IndicatorSet.Builder builder = IndicatorSet.builder();
    String text = new String(SharedData.unxz("indicators/indicators-1m.txt.xz"), UTF_8);
    text.lines()
        .forEach(line -> {
          if (IndicatorText.readLine(line) instanceof Listed(Indicator indicator)) {
            builder.add(indicator, builder.size());
            listed
                .computeIfAbsent(indicator.value(), value -> new HashSet<>())
                .add(indicator.kind());
          }
        });
    IndicatorSet set = builder.build();
    assertThat(set.size()).isGreaterThan(999_900);

    byte[] bytes = Files.readAllBytes(log);
    LineRanges lines = LineRanges.split(bytes, 0, bytes.length);
    Scanner scanner = IndicatorScanTest.scanner(set);
    Map<Integer, Set<String>> found = new HashMap<>();
    for (int line = 0; line < lines.count(); line++) {
      Set<String> hits = new TreeSet<>();
      scanner.scan(
          bytes,
          lines.from(line),
          lines.to(line),
          LogFormat.AUTO,
          LogSource.UNKNOWN,
          match -> {
            if (match instanceof IndicatorMatch hit) {
              hits.add(hit.indicator().value());
              assertThat(hit.field()).as("of a JSON line").isNotNull();
            }
          });
      String shown = new String(bytes, lines.from(line), lines.to(line) - lines.from(line), UTF_8);
      assertThat(hits).as(shown).isEqualTo(obvious(listed, shown));
      if (!hits.isEmpty()) {
        found.put(line, hits);
      }
    }
    int inserted = 0;
    Matcher truth = HIT.matcher(Files.readString(Path.of(log + ".truth.json")));
    while (truth.find()) {
      String value = truth.group(3).replace("\\\\", "\\").replace("\\\"", "%22");
      if (IndicatorText.readLine(value) instanceof Listed(Indicator indicator)) {
        assertThat(found.getOrDefault(Integer.parseInt(truth.group(1)), Set.of()))
            .as("line %s", truth.group(1))
            .contains(indicator.value());
        inserted++;
      }
    }
    assertThat(inserted).as("known hits in the log").isGreaterThan(5);
  }

  private Path makeLog() throws Exception {
    Path tool = SharedData.require("README.md").resolveSibling("../tools/make-net-log");
    assumeTrue(Files.isExecutable(tool), "the log generator is absent: shared/tools/make-net-log");
    Path log = folder.resolve("net.ndjson");
    Process process =
        new ProcessBuilder(tool.toString(), log.toString(), "--megabytes", "16", "--seed", "7")
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return log;
  }

  /** Every token, every suffix of it, asked of a map of strings. */
  private static Set<String> obvious(Map<String, Set<IndicatorKind>> listed, String line) {
    Set<String> hits = new TreeSet<>();
    Matcher tokens = TOKEN.matcher(ESCAPE.matcher(line).replaceAll(" "));
    while (tokens.find()) {
      String token = tokens.group().toLowerCase(Locale.ROOT);
      while (token.endsWith(".")) {
        token = token.substring(0, token.length() - 1);
      }
      Set<IndicatorKind> whole = listed.getOrDefault(token, Set.of());
      if (!whole.isEmpty() && (token.length() >= 32 || ADDRESS.matcher(token).matches())) {
        hits.add(token);
      }
      for (int dot = 0; dot >= 0; dot = token.indexOf('.', dot + 1)) {
        String suffix = dot == 0 ? token : token.substring(dot + 1);
        if (listed.getOrDefault(suffix, Set.of()).contains(IndicatorKind.DOMAIN)) {
          hits.add(suffix);
        }
      }
    }
    Matcher addresses = ADDRESS_6.matcher(line);
    while (addresses.find()) {
      if (IndicatorText.read(addresses.group()) instanceof Listed(Indicator address)
          && listed.containsKey(address.value())) {
        hits.add(address.value());
      }
    }
    Matcher urls = URL.matcher(line);
    for (int from = 0; urls.find(from); from = urls.start() + 1) {
      addUrls(listed, urls.group(), hits);
      if (urls.end() == line.length()) {
        break;
      }
    }
    return hits;
  }

  /** Each beginning of a URL that ends where a segment or a parameter does. */
  private static void addUrls(
      Map<String, Set<IndicatorKind>> listed, String url, Set<String> hits) {
    int host = url.indexOf("://") + 3;
    for (int end = host + 1; end <= url.length(); end++) {
      boolean boundary = end == url.length();
      if (!boundary) {
        boolean query = url.substring(0, end).contains("?");
        char next = url.charAt(end);
        boundary =
            next == '#'
                || (query ? next == '&' : next == '/' || next == '?')
                || url.substring(end).matches("[.,;:!)\\]}]{1,4}");
      }
      if (boundary
          && IndicatorText.read(url.substring(0, end)) instanceof Listed(Indicator seen)
          && seen.kind() == IndicatorKind.URL) {
        for (String scheme : List.of("http", "https")) {
          String value = seen.value().replaceFirst("^https?", scheme);
          if (listed.containsKey(value)) {
            hits.add(value);
          }
        }
      }
    }
  }
}
