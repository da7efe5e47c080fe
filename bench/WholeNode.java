import java.nio.file.Path;
import java.util.Map;

/**
 * The whole node with 100,000 indicators and 3,000 Sigma rules: what it holds in memory, and how
 * soon it serves after a stop.
 *
 * <p>Memory is that of its Java and of every process of its PostgreSQL. The limit is held against
 * PSS, which counts a page that n processes share as 1/n in each; RSS, printed beside it, counts
 * PostgreSQL's shared buffers once for every process that touched them.
 */
final class WholeNode {

  private static final int INDICATORS = 100_000;
  private static final int RULES = 3_000;
  private static final int RUNS = 3;

  private WholeNode() {}

  static void measure(Figures figures) throws Exception {
    Path directory = RunningNode.freshDirectory();
    Path data = directory.resolve("ML");
    int inForce;
    Map<String, Double> loaded;
    try (var node = RunningNode.start("ML", data)) {
      Figures.say("importing " + INDICATORS + " indicators");
      node.importList("banc", RealData.indicators(0, INDICATORS), "confirmed");
      node.awaitIndicators(1);
      Thread.sleep(5_000); // the feed takes what the last batch changed
      inForce = node.detection().path("indicators").asInt();
      loaded = node.residentMb();
    }
    if (inForce != INDICATORS) {
      throw new IllegalStateException(inForce + " indicators in force");
    }
    int files = RealData.sigmaRules(data.resolve("rules"), Integer.MAX_VALUE);
    double[] page = new double[RUNS];
    double[] detecting = new double[RUNS];
    double[] pss = new double[RUNS];
    double[] rss = new double[RUNS];
    double[] java = new double[RUNS];
    double[] postgres = new double[RUNS];
    for (int run = 0; run < RUNS; run++) {
      Figures.say("warm start " + (run + 1));
      long start = System.nanoTime();
      try (var node = RunningNode.start("ML", data)) {
        page[run] = (System.nanoTime() - start) / 1e9;
        node.awaitRules();
        node.awaitIndicators(INDICATORS);
        detecting[run] = (System.nanoTime() - start) / 1e9;
        int rules = node.detection().path("rules").asInt();
        if (rules < RULES) {
          throw new IllegalStateException(rules + " rules of " + files + " files in force");
        }
        var lines = RealData.zeekLines();
        var shipper = new Shipper(node, "banc-" + run);
        shipper.send(lines, 1_000, lines.size());
        shipper.awaitDetected(lines.size());
        Thread.sleep(5_000);
        var resident = node.residentMb();
        pss[run] = resident.get("Pss");
        rss[run] = resident.get("Rss");
        java[run] = resident.get("Java Pss");
        postgres[run] = resident.get("PostgreSQL Pss");
      }
    }
    RunningNode.delete(directory);
    figures.atMost(1_200, "resident (PSS) after a start and 80,819 log lines", "MB", pss);
    figures.plain("of it Java", "MB", java);
    figures.plain("of it PostgreSQL", "MB", postgres);
    figures.plain("the same as a sum of RSS", "MB", rss);
    figures.atMost(
        1_200, "resident (PSS) after the import itself, before a restart", "MB", loaded.get("Pss"));
    figures.atMost(6, "from the command to the first page", "s", page);
    figures.plain("from the command to detection with all of it", "s", detecting);
  }
}
