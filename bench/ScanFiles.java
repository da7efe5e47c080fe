import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
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
  private static final int FEW_RUNS = 3;
  private static final int TIMES = 10;
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
    scan(list, hits, net);
    verify(net.resolveSibling("net.ndjson.truth.json"), hits);
    var zeek = runs(list, net, hits);
    figures.atLeast(700, "1 M indicators, Zeek lines", "MB/s", zeek.get("mb_per_s"));
    figures.plain("the same, per second of processor, loading included", "MB", zeek.get("cpu"));
    figures.atMost(2, "loading of the list", "s", zeek.get("load_s"));
    figures.atMost(400, "memory at most", "MB", zeek.get("peak_memory_mb"));
    tenMillion(figures, list, net, hits, directory);
    Path windows =
        RealData.unpacked(
            "logs/windows-security-datasets.ndjson.xz", directory.resolve("windows.ndjson"));
    figures.atLeast(
        1_500, "1 M indicators, Windows events", "MB/s", runs(list, windows, hits).get("mb_per_s"));
    peers(figures, list, net, hits);
    RunningNode.delete(directory);
  }

  /**
   * The same file ten times in one command, where Java has compiled what it needs; then with nine
   * more indicators made of each.
   */
  private static void tenMillion(
      Figures figures, Path list, Path net, Path hits, Path directory)
      throws Exception {
    Path[] many = new Path[TIMES];
    Arrays.fill(many, net);
    Map<String, double[]> million = sums(FEW_RUNS, list, hits, many);
    figures.plain("1 M indicators, that file ten times over", "MB/s", million.get("mb_per_s"));
    Path longList = directory.resolve("ten-million.txt");
    try (var lines = Files.newBufferedReader(list);
        var to = Files.newBufferedWriter(longList)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        for (int i = 0; i < TIMES; i++) {
          to.write(i == 0 ? line : another(line, i));
          to.write('\n');
        }
      }
    }
    Map<String, double[]> all = sums(FEW_RUNS, longList, hits, many);
    figures.plain("10 M indicators, that file ten times over", "MB/s", all.get("mb_per_s"));
    figures.atLeast(
        60,
        "of the speed with 1 M",
        "%",
        100 * Figures.median(all.get("mb_per_s")) / Figures.median(million.get("mb_per_s")));
    figures.atMost(25, "loading of 10 M", "s", all.get("load_s"));
    figures.atMost(1_500, "memory at most with 10 M", "MB", all.get("peak_memory_mb"));
    Files.delete(longList);
  }

  /** Another indicator of the same kind: digits turned, or a letter before the first name. */
  private static String another(String line, int number) {
    if (line.matches("[0-9a-f]{32,128}|[0-9.]+|[0-9a-f:]+")) {
      var turned = new StringBuilder(line);
      for (int i = 0; i < turned.length(); i++) {
        char c = turned.charAt(i);
        if (c >= '0' && c <= '9' && (i + 1 == turned.length() || turned.charAt(i + 1) == '.' || i > 4)) {
          turned.setCharAt(i, (char) ('0' + (c - '0' + number) % 10));
        }
      }
      return turned.toString();
    }
    int host = line.indexOf("://") + 1;
    int at = host == 0 ? 0 : host + 2;
    return line.substring(0, at) + "x" + number + line.substring(at);
  }

  private static void peers(Figures figures, Path list, Path net, Path hits) throws Exception {
    Figures.say("ripgrep, if it is here");
    if (RealData.onPath("rg") != null) {
      double rg =
          seconds(run(List.of("rg", "-j1", "-c", "-F", "-f", list.toString(), net.toString()), hits));
      figures.plain("rg -F -f, per second of processor", "MB", MEGABYTES * 1.048576 / rg);
    }
    Figures.say("grep -F -f");
    double grep =
        seconds(run(List.of("grep", "-c", "-F", "-f", list.toString(), net.toString()), hits));
    figures.plain("grep -F -f, per second of processor", "MB", MEGABYTES * 1.048576 / grep);
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
    return sums(RUNS, list, hits, log);
  }

  private static Map<String, double[]> sums(int runs, Path list, Path hits, Path... logs)
      throws Exception {
    var sums = new HashMap<String, double[]>();
    for (int run = 0; run < runs; run++) {
      Figures.say("scan of " + logs[0].getFileName() + ", run " + (run + 1));
      String said = scan(list, hits, logs);
      var matcher = SUM.matcher(said);
      while (matcher.find()) {
        sums.computeIfAbsent(matcher.group(1), k -> new double[runs])[run] =
            Double.parseDouble(matcher.group(2));
      }
      sums.computeIfAbsent("cpu", k -> new double[runs])[run] =
          logs.length * Files.size(logs[0]) / 1e6 / seconds(said);
    }
    return sums;
  }

  private static String scan(Path list, Path hits, Path... logs) throws Exception {
    var command =
        new ArrayList<>(List.of(
            RealData.home().resolve("bouclier").toString(),
            "scan",
            "--indicators",
            list.toString(),
            "--threads",
            "1",
            "--summary",
            "--output",
            hits.toString()));
    for (Path log : logs) {
      command.add(log.toString());
    }
    return run(command, null);
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
