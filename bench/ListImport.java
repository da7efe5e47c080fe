import java.nio.file.Path;

/** 100,000 indicators of a plain list by the API, into a new node each time. */
final class ListImport {

  private static final int INDICATORS = 100_000;
  private static final int RUNS = 3;

  private ListImport() {}

  static void measure(Figures figures) throws Exception {
    var list = RealData.indicators(0, INDICATORS);
    double[] seconds = new double[RUNS];
    double[] detecting = new double[RUNS];
    double[] cpu = new double[RUNS];
    double[] again = new double[RUNS];
    for (int run = 0; run < RUNS; run++) {
      Figures.say("run " + (run + 1));
      Path directory = RunningNode.freshDirectory();
      try (var node = RunningNode.start("ML", directory.resolve("ML"))) {
        Thread.sleep(3_000); // a new node loads its precaution lists first
        double before = node.cpuSeconds();
        long start = System.nanoTime();
        var report = node.importList("banc", list, "confirmed");
        seconds[run] = (System.nanoTime() - start) / 1e9;
        cpu[run] = node.cpuSeconds() - before;
        if (report.path("accepted").asInt() != INDICATORS) {
          throw new IllegalStateException(report.toString());
        }
        node.awaitIndicators(INDICATORS);
        detecting[run] = (System.nanoTime() - start) / 1e9;
        start = System.nanoTime();
        int duplicates = node.importList("banc", list, "confirmed").path("duplicate").asInt();
        again[run] = (System.nanoTime() - start) / 1e9;
        if (duplicates != INDICATORS) {
          throw new IllegalStateException(duplicates + " recognised the second time");
        }
      }
      RunningNode.delete(directory);
    }
    figures.plain("import of 100,000 indicators, stored", "s", seconds);
    figures.plain("until all of them detect", "s", detecting);
    figures.plain("processor used by the node", "s", cpu);
    figures.plain("the same list again: all known", "s", again);
  }
}
