import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.bouclier.detect.log.LineRanges;
import org.bouclier.detect.log.LogFormat;
import org.bouclier.detect.log.LogSource;
import org.bouclier.detect.sigma.CorrelationLimits;
import org.bouclier.detect.sigma.Correlator;
import org.bouclier.detect.sigma.Evidence;
import org.bouclier.detect.sigma.Observation;
import org.bouclier.detect.sigma.RuleInfo;
import org.bouclier.detect.sigma.RuleSink;
import org.bouclier.detect.sigma.RuleText;
import org.bouclier.detect.sigma.SigmaRules;

/**
 * Sigma rules on one core: whole processes of {@code bouclier scan} beside rsigma on the same
 * files, what they find compared first; and correlations in this process.
 *
 * <p>An event's cost is the processor time of a long file less that of a short one, divided by the
 * events between: start and loading, which each program pays once, are not in it, and what its
 * helping threads do is. rsigma is looked for on the {@code PATH}.
 */
final class SigmaScan {

  private static final int RUNS = 5;
  private static final int TIMES = 20;
  private static final Pattern SPENT = Pattern.compile("(?m)^(user|sys) ([0-9.]+)$");
  private static final Pattern PEAK = Pattern.compile("(?m)^peak_memory_mb\t([0-9.]+)$");
  private static final Pattern OUR_ID = Pattern.compile("\"kind\":\"sigma\",\"id\":\"([^\"]+)\"");
  private static final Pattern THEIR_ID = Pattern.compile("\"rule_id\":\"([^\"]+)\"");

  private final Figures figures;
  private final Path directory;
  private final Path out;

  private SigmaScan(Figures figures, Path directory) {
    this.figures = figures;
    this.directory = directory;
    this.out = directory.resolve("matches.ndjson");
  }

  /** A program that scans a file with a folder of rules. */
  private interface Program {
    List<String> command(Path rules, Path log);
  }

  static void measure(Figures figures) throws Exception {
    Path directory = RunningNode.freshDirectory();
    Files.createDirectories(directory);
    var scan = new SigmaScan(figures, directory);
    Path lanes = RealData.untarred("logs/rsigma-lanes.tar.xz", directory.resolve("lanes"));
    Path old = RealData.untarred("sigma/rules-994da166.tar.xz", directory.resolve("old"));
    scan.lane(old, lanes.resolve("raw_windows.ndjson"), 66_000);
    scan.lane(old, lanes.resolve("structured_windows.ndjson"), 30_000);
    scan.windows();
    scan.correlations(lanes.resolve("correlation.ndjson"));
    RunningNode.delete(directory);
  }

  private List<String> ours(Path rules, Path log) {
    return List.of(
        RealData.home().resolve("bouclier").toString(),
        "scan",
        "--rules",
        rules.toString(),
        "--format",
        "ndjson",
        "--threads",
        "1",
        "--summary",
        "--output",
        out.toString(),
        log.toString());
  }

  /** One of rsigma's lanes, with and without rsigma. */
  private void lane(Path rules, Path lane, int floor) throws Exception {
    String name = lane.getFileName().toString().replace(".ndjson", "");
    Path rsigma = RealData.onPath("rsigma");
    Path many = times(lane, TIMES);
    if (rsigma != null) {
      compareHits(name, rsigma, rules, lane);
    }
    double[] own = perSecond(this::ours, rules, lane, many);
    figures.atLeast(floor, name + ", 3,132 rules, one core", "events/s of processor", own);
    if (rsigma == null) {
      figures.plain(name + ": rsigma is absent", "", 0);
      return;
    }
    double[] theirs = perSecond((r, l) -> theirs(rsigma, r, l), rules, lane, many);
    figures.plain(name + ", rsigma --logsource-routing", "events/s of processor", theirs);
    figures.atLeast(
        1, name + ", times rsigma", "", Figures.median(own) / Figures.median(theirs));
  }

  private static List<String> theirs(Path rsigma, Path rules, Path log) {
    return List.of(
        rsigma.toString(),
        "engine",
        "eval",
        "--rules",
        rules.toString(),
        "--logsource-routing",
        "--input-format",
        "json",
        "--output-format",
        "ndjson",
        "--event",
        "@" + log);
  }

  /** How often each rule fires, in both; says what differs. */
  private void compareHits(String name, Path rsigma, Path rules, Path lane) throws Exception {
    run(ours(rules, lane), null);
    Map<String, Integer> own = count(out, OUR_ID);
    Path said = directory.resolve("rsigma.ndjson");
    run(theirs(rsigma, rules, lane), said);
    Map<String, Integer> theirs = count(said, THEIR_ID);
    Set<String> all = new HashSet<>(own.keySet());
    all.addAll(theirs.keySet());
    int same = 0;
    int onlyOurs = 0;
    int onlyTheirs = 0;
    for (String rule : all) {
      int a = own.getOrDefault(rule, 0);
      int b = theirs.getOrDefault(rule, 0);
      same += Math.min(a, b);
      onlyOurs += Math.max(0, a - b);
      onlyTheirs += Math.max(0, b - a);
      if (a != b) {
        Figures.say(name + ": rule " + rule + " fires " + a + " times here, " + b + " in rsigma");
      }
    }
    figures.plain(name + ": matches that both find", "", same);
    figures.plain(name + ": matches that Bouclier alone finds", "", onlyOurs);
    figures.plain(name + ": matches that rsigma alone finds", "", onlyTheirs);
  }

  private static Map<String, Integer> count(Path matches, Pattern id) throws IOException {
    Map<String, Integer> counts = new TreeMap<>();
    try (var lines = Files.lines(matches)) {
      lines.forEach(line -> {
        var found = id.matcher(line);
        if (found.find()) {
          counts.merge(found.group(1), 1, Integer::sum);
        }
      });
    }
    return counts;
  }

  /** All rules on the recorded Windows events; then a seventh of them, to see what rules cost. */
  private void windows() throws Exception {
    Path log =
        RealData.unpacked(
            "logs/windows-security-datasets.ndjson.xz", directory.resolve("windows.ndjson"));
    Path first = directory.resolve("first.ndjson");
    try (var lines = Files.lines(log)) {
      Files.write(first, lines.limit(100).toList());
    }
    Path all = RealData.untarred("sigma/rules.tar.xz", directory.resolve("all"));
    Path many = times(log, 3);
    double[] whole = perSecond(this::ours, all, first, many);
    figures.atLeast(40_000, "recorded Windows events, 3,755 rules", "events/s of processor", whole);
    figures.atLeast(
        6, "the same, times the 6,504 of Zircolite's way (SQLite), measured on such a machine", "", Figures.median(whole) / 6_504);
    String said = run(ours(all, many), null);
    var peak = PEAK.matcher(said);
    figures.atMost(300, "memory at most", "MB", peak.find() ? Double.parseDouble(peak.group(1)) : -1);
    double[] some = perSecond(this::ours, everySeventh(all), first, many);
    figures.plain("recorded Windows events, 500 of the rules", "events/s of processor", some);
    figures.atMost(
        15,
        "dearer by 3,755 rules than by 500",
        "%",
        100 * (Figures.median(some) / Figures.median(whole) - 1));
  }

  private Path everySeventh(Path rules) throws IOException {
    Path some = Files.createDirectories(directory.resolve("some"));
    List<Path> files;
    try (var walk = Files.walk(rules)) {
      files = walk.filter(file -> file.toString().endsWith(".yml")).sorted().toList();
    }
    for (int i = 0, taken = 0; taken < 500; i += 7, taken++) {
      Files.copy(files.get(i), some.resolve(i + ".yml"));
    }
    return some;
  }

  /** Events for each second of processor, start and loading left out; one figure a run. */
  private double[] perSecond(Program program, Path rules, Path few, Path many) throws Exception {
    long events = lines(many) - lines(few);
    double[] rates = new double[RUNS];
    for (int run = 0; run < RUNS; run++) {
      Figures.say(many.getFileName() + ", run " + (run + 1));
      double start = seconds(run(program.command(rules, few), out.resolveSibling("said")));
      double whole = seconds(run(program.command(rules, many), out.resolveSibling("said")));
      rates[run] = events / (whole - start);
    }
    return rates;
  }

  private static long lines(Path file) throws IOException {
    try (var lines = Files.lines(file)) {
      return lines.count();
    }
  }

  private Path times(Path file, int times) throws IOException {
    Path many = directory.resolve("many-" + file.getFileName());
    byte[] once = Files.readAllBytes(file);
    try (var to = Files.newOutputStream(many)) {
      for (int i = 0; i < times; i++) {
        to.write(once);
      }
    }
    return many;
  }

  private static double seconds(String said) {
    double sum = 0;
    var matcher = SPENT.matcher(said);
    while (matcher.find()) {
      sum += Double.parseDouble(matcher.group(2));
    }
    return sum;
  }

  /** Runs a command under the shell's clock; what it said on standard error. */
  private static String run(List<String> command, Path output) throws Exception {
    var all = new ArrayList<>(List.of("bash", "-c", "TIMEFORMAT=$'user %U\nsys %S'; time \"$@\"", "-"));
    all.addAll(command);
    var process =
        new ProcessBuilder(all)
            .redirectOutput(
                output == null
                    ? ProcessBuilder.Redirect.DISCARD
                    : ProcessBuilder.Redirect.to(output.toFile()))
            .start();
    String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    int code = process.waitFor();
    if (code != 0) {
      throw new IllegalStateException(command + " ended by " + code + ": " + said);
    }
    return said;
  }

  /** The correlation lane under three correlations, and 1,800 distinct values in one window. */
  private void correlations(Path lane) throws IOException {
    String base =
        """
        title: Failure
        name: failure
        logsource: {category: authentication}
        detection: {s: {EventType: authentication_failure}, condition: s}
        ---
        title: Success
        name: success
        logsource: {category: authentication}
        detection: {s: {EventType: authentication_success}, condition: s}
        ---
        """;
    String three =
        base
            + """
            title: Many failures
            correlation: {type: event_count, rules: [failure], group-by: [User], timespan: 5m, condition: {gte: 5}}
            ---
            title: From many addresses
            correlation: {type: value_count, rules: [failure], group-by: [User], timespan: 10m, condition: {gte: 10, field: SourceIP}}
            ---
            title: Then a success
            correlation: {type: temporal, rules: [failure, success], group-by: [User], timespan: 5m}
            """;
    String distinct =
        base
            + """
            title: Distinct
            correlation: {type: value_count, rules: [failure], group-by: [Computer], timespan: 1h, condition: {gte: 1800, field: SourceIP}}
            """;
    figures.atLeast(
        1_000_000,
        "correlation lane, three correlations, lines decoded",
        "events/s of processor",
        correlated(three, Files.readAllBytes(lane), 10));
    var values = new ByteArrayOutputStream();
    for (int i = 0; i < 10_000; i++) {
      int value = i * 7_919 % 1_800;
      values.writeBytes(
          ("{\"EventType\":\"authentication_failure\",\"User\":\"user-%d\",\"SourceIP\":\"198.51.%d.%d\",\"Computer\":\"auth-01\",\"product\":\"windows\",\"category\":\"authentication\"}\n")
              .formatted(i % 40, value / 250, value % 250)
              .getBytes(StandardCharsets.UTF_8));
    }
    figures.atLeast(
        500_000,
        "value_count, 1,800 distinct in the window, lines decoded",
        "events/s of processor",
        correlated(distinct, values.toByteArray(), 100));
  }

  private static double[] correlated(String text, byte[] log, int millisApart) {
    SigmaRules rules = SigmaRules.of(List.of(new RuleText("correlations.yml", text)));
    if (!rules.refusals().isEmpty()) {
      throw new IllegalStateException(rules.refusals().toString());
    }
    LineRanges lines = LineRanges.split(log, 0, log.length);
    var scanner = rules.scanner();
    var sink = new Sink(new Correlator(rules, CorrelationLimits.DEFAULT));
    var clock = ManagementFactory.getThreadMXBean();
    double[] rates = new double[RUNS];
    for (int round = -100; round < RUNS; round++) { // warmed up first
      long begun = clock.getCurrentThreadCpuTime();
      for (int again = 0; again < 10; again++) {
        for (int i = 0; i < lines.count(); i++) {
          sink.at += millisApart;
          scanner.scan(
              log, lines.from(i), lines.to(i), LogFormat.NDJSON, LogSource.UNKNOWN, sink);
        }
      }
      if (round >= 0) {
        rates[round] =
            10.0 * lines.count() / ((clock.getCurrentThreadCpuTime() - begun) / 1e9);
      }
    }
    if (sink.fired == 0) {
      throw new IllegalStateException("no correlation fired");
    }
    return rates;
  }

  /** Hands what is observed to the correlator. */
  private static final class Sink implements RuleSink {
    private final Correlator correlator;
    private long at;
    private long fired;

    private Sink(Correlator correlator) {
      this.correlator = correlator;
    }

    @Override
    public void accept(RuleInfo rule, LogSource source, List<Evidence> evidence) {}

    @Override
    public void observed(Observation observation) {
      correlator.accept(observation, Instant.ofEpochMilli(at), at, found -> fired++);
    }
  }
}
