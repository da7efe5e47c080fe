import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code bouclier scan} on one thread: a million real indicators in 512 MB of Zeek lines, beside
 * {@code grep -F -f} on the same file, and Windows events. What was put into the lines on purpose
 * must be found before anything is timed; that nothing else is, {@code NetLogTest} shows.
 */
final class ScanFiles {

  private static final int RUNS = 5;
  private static final int MEGABYTES = 512;
  private static final Pattern SUM = Pattern.compile("(?m)^([a-z_]+)\t([0-9.]+)$");
  private static final Pattern SPENT = Pattern.compile("(?m)^(user|sys) ([0-9.]+)$");

  private ScanFiles() {}

  static void measure(Figures figures) throws Exception {
    Path directory = RunningNode.freshDirectory();
    Files.createDirectories(directory);
    Path list = RealData.unpacked("indicators/indicators-1m.txt.xz", directory.resolve("list.txt"));
    Path net = directory.resolve("net.ndjson");
    Figures.say("writing " + MEGABYTES + " MB of lines");
    run(
        List.of(
            "python3",
            RealData.tool("make-net-log").toString(),
            net.toString(),
            "--megabytes",
            "" + MEGABYTES,
            "--seed",
            "2026"),
        null);
    Path hits = directory.resolve("hits.ndjson");
    scan(list, net, hits);
    verify(net.resolveSibling("net.ndjson.truth.json"), hits);
    var zeek = runs(list, net, hits);
    figures.atLeast(700, "1 M indicators, Zeek lines", "MB/s", zeek.get("mb_per_s"));
    figures.plain("the same, per second of processor, loading included", "MB", zeek.get("cpu"));
    figures.atMost(2, "loading of the list", "s", zeek.get("load_s"));
    figures.atMost(400, "memory at most", "MB", zeek.get("peak_memory_mb"));
    Path windows =
        RealData.unpacked(
            "logs/windows-security-datasets.ndjson.xz", directory.resolve("windows.ndjson"));
    figures.atLeast(
        1_500, "1 M indicators, Windows events", "MB/s", runs(list, windows, hits).get("mb_per_s"));
    Figures.say("grep -F -f");
    double grep =
        seconds(run(List.of("grep", "-c", "-F", "-f", list.toString(), net.toString()), hits));
    figures.plain("grep -F -f, per second of processor", "MB", MEGABYTES * 1.048576 / grep);
    RunningNode.delete(directory);
  }

  /** Every line that truth names is found. */
  private static void verify(Path truth, Path hits) throws IOException {
    var json = JsonMapper.shared();
    Set<Long> found = new HashSet<>();
    try (var lines = Files.lines(hits)) {
      lines.forEach(line -> found.add(json.readTree(line).path("line").asLong() - 1));
    }
    for (var hit : json.readTree(Files.readString(truth)).path("hits")) {
      if (!found.contains(hit.path(0).asLong())) {
        throw new IllegalStateException("missed: " + hit);
      }
    }
  }

  private static Map<String, double[]> runs(Path list, Path log, Path hits) throws Exception {
    var sums = new HashMap<String, double[]>();
    for (int run = 0; run < RUNS; run++) {
      Figures.say("scan of " + log.getFileName() + ", run " + (run + 1));
      String said = scan(list, log, hits);
      var matcher = SUM.matcher(said);
      while (matcher.find()) {
        sums.computeIfAbsent(matcher.group(1), k -> new double[RUNS])[run] =
            Double.parseDouble(matcher.group(2));
      }
      sums.computeIfAbsent("cpu", k -> new double[RUNS])[run] =
          Files.size(log) / 1e6 / seconds(said);
    }
    return sums;
  }

  private static String scan(Path list, Path log, Path hits) throws Exception {
    return run(
        List.of(
            RealData.home().resolve("bouclier").toString(),
            "scan",
            "--indicators",
            list.toString(),
            "--threads",
            "1",
            "--summary",
            "--output",
            hits.toString(),
            log.toString()),
        null);
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
    var all = new ArrayList<>(List.of("bash", "-c", "TIMEFORMAT=$'user %U\\nsys %S'; time \"$@\"", "-"));
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
}
