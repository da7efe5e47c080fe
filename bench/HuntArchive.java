import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.bouclier.detect.archive.Archive;
import org.bouclier.detect.archive.DiskStore;
import org.bouclier.detect.archive.SegmentName;

/**
 * {@code bouclier hunt}: a million real indicators, then a hundred that are nowhere, in an archive
 * of 100 GB of Zeek lines. A day of it is made of different lines, each gigabyte by a seed of its
 * own; the other days are copies of its files, not links, so that nothing is read twice from
 * memory. What {@code bouclier scan} finds in the lines of the one day must be what is found in
 * each.
 */
final class HuntArchive {

  private static final int RUNS = 3;
  private static final int DAYS = 10;
  private static final Pattern SUM = Pattern.compile("(?m)^([a-z_]+)\t([0-9.]+)$");
  private static final Pattern SPENT = Pattern.compile("(?m)^(user|sys) ([0-9.]+)$");
  private static final Path DROP = Path.of("/proc/sys/vm/drop_caches");

  private HuntArchive() {}

  static void measure(Figures figures) throws Exception {
    int gigabytes = Integer.getInteger("bouclier.bench.gigabytes", 100);
    int perDay = gigabytes / DAYS;
    Path directory = RunningNode.freshDirectory();
    Files.createDirectories(directory);
    long free = Files.getFileStore(directory).getUsableSpace();
    if (free < gigabytes * 150_000_000L) {
      throw new IllegalStateException("needs " + gigabytes * 150 + " MB, of which " + free / 1_000_000);
    }
    Path list = RealData.unpacked("indicators/indicators-1m.txt.xz", directory.resolve("list.txt"));
    Path absent = directory.resolve("absent.txt");
    Files.write(
        absent, IntStream.range(0, 100).mapToObj(i -> "absent-" + i + ".example.invalid").toList());
    Path archive = directory.resolve("archive");
    long expected = fill(figures, archive, directory, list, perDay);
    var kept = new Archive(new DiskStore(archive));
    copyDays(kept, archive);
    Archive.Size size = kept.size();
    figures.plain("raw lines", "GB", size.rawBytes() / 1e9);
    figures.atLeast(10, "raw bytes for a byte stored", "x", (double) size.rawBytes() / size.storedBytes());
    figures.atMost(1.5, "indexes of segments and days, of raw", "%", 100.0 * size.indexBytes() / size.rawBytes());
    var many = hunts(list, archive, directory, expected * DAYS);
    figures.atMost(60, "1 M indicators" + cold(), "s", sum(many, "load_s", "hunt_s"));
    figures.plain("the same, seconds of processor in all", "s", many.get("cpu"));
    figures.plain("of which reading the list", "s", many.get("load_s"));
    figures.plain("packed bytes read", "GB", scaled(many.get("bytes_read")));
    figures.plain("raw bytes unpacked", "GB", scaled(many.get("bytes_unpacked")));
    figures.plain("raw bytes scanned", "GB", scaled(many.get("bytes_scanned")));
    figures.plain("memory at most", "MB", many.get("peak_memory_mb"));
    var none = hunts(absent, archive, directory, 0);
    figures.atMost(2, "100 absent indicators" + cold(), "s", sum(none, "load_s", "hunt_s"));
    figures.plain("the same, with the start of Java", "s", none.get("wall"));
    RunningNode.delete(directory);
  }

  /** Archives one day; how many matches its lines have. */
  private static long fill(Figures figures, Path archive, Path directory, Path list, int perDay)
      throws Exception {
    var speeds = new ArrayList<Double>();
    long expected = 0;
    for (int seed = 1; seed <= perDay; seed++) {
      Figures.say("lines of seed " + seed + " of " + perDay);
      Path log = directory.resolve("net.ndjson");
      run(
          List.of("python3", RealData.tool("make-net-log").toString(), log.toString(), "--megabytes", "954", "--seed", "" + seed));
      String said =
          bouclier(List.of("archive", "put", "--summary", "--received", "2026-11-01", archive.toString(), log.toString()));
      speeds.add(sums(said).get("mb_per_s"));
      said = bouclier(List.of("scan", "--indicators", list.toString(), "--summary", "--output", "/dev/null", log.toString()));
      expected += sums(said).get("matches_indicator").longValue();
    }
    figures.plain("putting files in", "MB/s", speeds.stream().mapToDouble(Double::doubleValue).toArray());
    return expected;
  }

  /** Repeats the first day. */
  private static void copyDays(Archive kept, Path archive) throws IOException {
    List<SegmentName> segments = kept.segments();
    long number = segments.getLast().number();
    for (int day = 1; day < DAYS; day++) {
      Figures.say("day " + (day + 1) + " of " + DAYS);
      LocalDate date = segments.getFirst().day().plusDays(day);
      Path folder = Files.createDirectories(archive.resolve(date.toString()));
      for (SegmentName segment : segments) {
        var copy = new SegmentName(date, ++number, segment.hash());
        for (String kind : List.of(".segment", ".index")) {
          Files.copy(archive.resolve(segment.day() + "/" + segment.text() + kind), folder.resolve(copy.text() + kind));
        }
      }
    }
    kept.refreshDays();
  }

  private static Map<String, double[]> hunts(Path list, Path archive, Path directory, long expected)
      throws Exception {
    var all = new HashMap<String, double[]>();
    for (int run = 0; run < RUNS; run++) {
      Figures.say("hunt of " + list.getFileName() + ", run " + (run + 1));
      run(List.of("sync"));
      if (isDropped()) {
        Files.writeString(DROP, "3\n");
      }
      long begun = System.nanoTime();
      String said =
          bouclier(
              List.of("hunt", "--indicators", list.toString(), "--archive", archive.toString(), "--threads", "2", "--summary", "--output", directory.resolve("hits.ndjson").toString()));
      double wall = (System.nanoTime() - begun) / 1e9;
      Map<String, Double> sums = new HashMap<>(sums(said));
      sums.put("wall", wall);
      sums.put("cpu", processorSeconds(said));
      if (sums.get("matches_indicator") != expected) {
        throw new IllegalStateException("found " + sums.get("matches_indicator") + ", not " + expected);
      }
      int at = run;
      sums.forEach((name, value) -> all.computeIfAbsent(name, k -> new double[RUNS])[at] = value);
    }
    return all;
  }

  private static double processorSeconds(String said) {
    double sum = 0;
    var matcher = SPENT.matcher(said);
    while (matcher.find()) {
      sum += Double.parseDouble(matcher.group(2));
    }
    return sum;
  }

  private static boolean isDropped() {
    return Files.isWritable(DROP);
  }

  private static String cold() {
    return isDropped() ? ", page cache dropped" : ", page cache not dropped";
  }

  private static double[] sum(Map<String, double[]> sums, String one, String other) {
    return IntStream.range(0, RUNS).mapToDouble(i -> sums.get(one)[i] + sums.get(other)[i]).toArray();
  }

  private static double[] scaled(double[] bytes) {
    return IntStream.range(0, bytes.length).mapToDouble(i -> bytes[i] / 1e9).toArray();
  }

  private static Map<String, Double> sums(String said) {
    var sums = new HashMap<String, Double>();
    var matcher = SUM.matcher(said);
    while (matcher.find()) {
      sums.put(matcher.group(1), Double.parseDouble(matcher.group(2)));
    }
    return sums;
  }

  private static String bouclier(List<String> arguments) throws Exception {
    var command = new ArrayList<>(List.of(RealData.home().resolve("bouclier").toString()));
    command.addAll(arguments);
    return run(command);
  }

  /** What a command said on standard error, and what it took. */
  private static String run(List<String> command) throws Exception {
    var timed = new ArrayList<>(List.of("bash", "-c", "TIMEFORMAT=$'user %U\\nsys %S'; time \"$@\"", "-"));
    timed.addAll(command);
    var process =
        new ProcessBuilder(timed)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    int code = process.waitFor();
    if (code != 0) {
      throw new IllegalStateException(command + " ended by " + code + ": " + said);
    }
    return said;
  }
}
