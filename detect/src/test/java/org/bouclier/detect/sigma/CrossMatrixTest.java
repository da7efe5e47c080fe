package org.bouclier.detect.sigma;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.bouclier.detect.SharedData;
import org.bouclier.detect.log.LogFormat;
import org.bouclier.detect.log.LogSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every rule of SigmaHQ on every sample event: what fires is what a slow, obvious evaluator says,
 * no more and no less, wherever the event is routed.
 *
 * <p>More than a thousand events of all the samples by default; {@code -Dbouclier.matrix=1} takes
 * all of them, which lasts about a quarter of an hour, {@code 5} every fifth.
 */
class CrossMatrixTest {

  private static final int STRIDE = Integer.getInteger("bouclier.matrix", 120);

  /** What a rule's log source becomes, so that every rule is asked of every event. */
  private static final String ANYWHERE = "logsource: {product: anywhere}\n";

  @TempDir private Path folder;

  private final Map<String, PlainEvaluator> plain = new TreeMap<>();
  private final List<String> differences = new ArrayList<>();
  private int hits;
  private int routedHits;

  @Test
  void every_rule_answers_every_event_as_it_reads() throws Exception {
    SigmaRules rules = SigmaHq.load().rules();
    List<RuleText> unrouted = new ArrayList<>();
    for (RuleInfo rule : rules.rules()) {
      String text = SigmaHq.load().texts().get(rule.file());
      plain.put(rule.file(), new PlainEvaluator(text, Map.of()));
      unrouted.add(new RuleText(rule.file(), anywhere(text)));
    }
    SigmaRules everywhere = SigmaRules.of(unrouted);
    assertThat(everywhere.size()).as("%s", everywhere.refusals()).isEqualTo(rules.size());
    var sources = new PlainSources(rules.rules());
    SigmaScanner routedScanner = rules.scanner();
    SigmaScanner scanner = everywhere.scanner();
    List<String> events = events();

    for (String event : events) {
      PlainEvent read = PlainEvent.of(event);
      List<LogSource> of = sources.of(read, LogSource.UNKNOWN);
      Set<String> expected = new TreeSet<>();
      Set<String> routed = new TreeSet<>();
      for (RuleInfo rule : rules.rules()) {
        if (plain.get(rule.file()).matches(read)) {
          expected.add(rule.file());
          if (PlainSources.meant(rule.source(), of)) {
            routed.add(rule.file());
          }
        }
      }
      compare(
          "everywhere", event, fired(scanner, event, LogSource.ofProduct("anywhere")), expected);
      compare("routed", event, fired(routedScanner, event, LogSource.UNKNOWN), routed);
      hits += expected.size();
      routedHits += routed.size();
    }

    assertThat(differences).isEmpty();
    assertThat(events.size()).as("events").isGreaterThan(1_000);
    assertThat(rules.size()).as("rules").isGreaterThan(3_700);
    assertThat(hits).as("rules fire").isGreaterThan(events.size());
    assertThat(routedHits).as("rules fire where they are meant").isGreaterThan(200);
  }

  private void compare(String how, String event, Set<String> fired, Set<String> expected) {
    if (!fired.equals(expected) && differences.size() < 20) {
      Set<String> extra = new TreeSet<>(fired);
      extra.removeAll(expected);
      Set<String> missed = new TreeSet<>(expected);
      missed.removeAll(fired);
      differences.add(how + ": missed " + missed + ", extra " + extra + ": " + event);
    }
  }

  private static String anywhere(String rule) {
    String text =
        rule.replaceFirst("(?m)^logsource:\\s*\\n(?:[ \\t]+.*\\n|\\s*\\n|#.*\\n)+", ANYWHERE);
    assertThat(text).contains(ANYWHERE);
    return text;
  }

  private static Set<String> fired(SigmaScanner scanner, String event, LogSource source) {
    Set<String> fired = new TreeSet<>();
    byte[] line = event.getBytes(UTF_8);
    scanner.scan(
        line,
        0,
        line.length,
        LogFormat.NDJSON,
        source,
        (rule, origin, evidence) -> assertThat(fired.add(rule.file())).as("once").isTrue());
    return fired;
  }

  /** All regression events; of the others, one in so many. */
  private List<String> events() throws Exception {
    List<String> events = new ArrayList<>();
    SharedData.untar("sigma/regression-dev.tar.xz", folder);
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".json")).toList()) {
        events.addAll(SigmaRegressionTest.objects(Files.readString(file)));
      }
    }
    SharedData.untar("logs/rsigma-lanes.tar.xz", folder);
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".ndjson")).toList()) {
        sample(Files.readString(file), STRIDE, events);
      }
    }
    for (String log : List.of("windows-security-datasets", "zeek-dns-http")) {
      String text = new String(SharedData.unxz("logs/" + log + ".ndjson.xz"), UTF_8);
      sample(text, log.startsWith("zeek") && STRIDE > 1 ? 10 * STRIDE : STRIDE, events);
    }
    return events;
  }

  private static void sample(String lines, int stride, List<String> events) {
    List<String> all = lines.lines().toList();
    for (int i = 0; i < all.size(); i += stride) {
      events.add(all.get(i));
    }
  }
}
