import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Real Zeek lines by HTTP in batches of 1,000, with 100,000 indicators and all Sigma rules in
 * force. "Durable" ends with the last acknowledgement; "detected" once every line was looked at,
 * its alerts written.
 */
final class Ingest {

  private static final int BATCH = 1_000;
  private static final int INDICATORS = 100_000;
  private static final int EVENTS = 1_200_000;
  private static final int ATTACKS = 7;
  private static final int RUNS = 3;

  private Ingest() {}

  static void measure(Figures figures) throws Exception {
    Path directory = RunningNode.freshDirectory();
    Path data = directory.resolve("ML");
    RealData.sigmaRules(data.resolve("rules"), Integer.MAX_VALUE);
    var known = RealData.indicators(0, INDICATORS);
    var lines = RealData.zeekLines();
    double[] durable = new double[RUNS];
    double[] detected = new double[RUNS];
    double[] nodeCpu = new double[RUNS];
    double[] clientCpu = new double[RUNS];
    int waits = 0;
    try (var node = RunningNode.start("ML", data)) {
      Figures.say("importing " + INDICATORS + " indicators");
      node.importList("banc", known, "confirmed");
      node.awaitIndicators(INDICATORS);
      node.awaitRules();
      verify(node, known, lines);
      for (int run = 0; run < RUNS; run++) {
        Figures.say("run " + (run + 1) + ": " + EVENTS + " events");
        var shipper = new Shipper(node, "banc-" + run);
        double nodeBefore = node.cpuSeconds();
        double clientBefore = ownCpuSeconds();
        long start = System.nanoTime();
        waits += shipper.send(lines, BATCH, EVENTS);
        durable[run] = EVENTS / ((System.nanoTime() - start) / 1e9);
        clientCpu[run] = ownCpuSeconds() - clientBefore;
        shipper.awaitDetected(EVENTS);
        detected[run] = EVENTS / ((System.nanoTime() - start) / 1e9);
        nodeCpu[run] = node.cpuSeconds() - nodeBefore;
      }
    }
    double[] disk = new double[RUNS];
    for (int run = 0; run < RUNS; run++) {
      disk[run] = writtenAndForced(directory.resolve("raw"), lines);
    }
    RunningNode.delete(directory);
    figures.atLeast(30_000, "acknowledged, hence on disk", "events/s", durable);
    figures.atLeast(30_000, "looked at by the engine, alerts written", "events/s", detected);
    figures.plain("processor used by the node, for " + EVENTS + " events", "s", nodeCpu);
    figures.plain("processor used by the sender meanwhile, on the same cores", "s", clientCpu);
    figures.plain("times the node asked to wait", "", waits);
    figures.plain(
        "limit of this disk: same batches to a file, forced one by one", "events/s", disk);
  }

  /** As many alerts as lines that name something known, and not one more. */
  private static void verify(RunningNode node, List<String> known, List<String> lines)
      throws IOException, InterruptedException {
    String bad =
        known.stream()
            .filter(text -> text.matches("[a-z][a-z0-9-]{9,20}\\.com"))
            .findFirst()
            .orElseThrow();
    var mixed = new ArrayList<>(lines.subList(0, 5_000));
    for (int i = 0; i < ATTACKS; i++) {
      mixed.add(
          i * 500,
          "{\"_path\":\"dns\",\"ts\":\"2026-01-01T00:00:0"
              + i
              + "Z\",\"query\":\"c2."
              + bad
              + "\",\"qtype_name\":\"A\"}");
    }
    var shipper = new Shipper(node, "epreuve");
    shipper.send(mixed, BATCH, 5_000);
    shipper.awaitDetected(5_000);
    var alerts = node.get("/api/v1/alerts?kind=INDICATOR&q=" + bad).path("alerts");
    long counted = alerts.valueStream().mapToLong(alert -> alert.path("count").asLong()).sum();
    if (counted != ATTACKS) {
      throw new IllegalStateException(
          counted + " matches of " + bad + " instead of " + ATTACKS + ": " + alerts);
    }
  }

  private static double ownCpuSeconds() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toMillis() / 1e3;
  }

  private static double writtenAndForced(Path file, List<String> lines) throws IOException {
    var batch =
        (String.join("\n", lines.subList(0, BATCH)) + "\n").getBytes(StandardCharsets.UTF_8);
    int batches = 400;
    long start = System.nanoTime();
    try (var channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      for (int i = 0; i < batches; i++) {
        channel.write(ByteBuffer.wrap(batch));
        channel.force(false);
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    Files.delete(file);
    return batches * BATCH / seconds;
  }
}
