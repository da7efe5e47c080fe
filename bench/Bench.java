import java.util.List;
import java.util.Locale;

/**
 * Measures Bouclier on this machine and prints tables in Markdown: {@code ./bouclier bench
 * NAME...}. Each measurement checks what it did before it says how long it took.
 */
final class Bench {

  private static final List<String> ALL =
      List.of("node", "propagation", "ingest", "import", "ledger", "scan", "hunt", "sigma", "border");

  private Bench() {}

  public static void main(String[] names) throws Exception {
    Locale.setDefault(Locale.ROOT);
    if (names.length == 0 || !(ALL.containsAll(List.of(names)) || names[0].equals("all"))) {
      System.err.println("./bouclier bench all | " + String.join(" | ", ALL));
      System.exit(64);
    }
    System.out.println(Machine.describe());
    for (String name : names[0].equals("all") ? ALL : List.of(names)) {
      var figures = new Figures(name);
      switch (name) {
        case "node" -> WholeNode.measure(figures);
        case "propagation" -> Propagation.measure(figures);
        case "ingest" -> Ingest.measure(figures);
        case "scan" -> ScanFiles.measure(figures);
        case "hunt" -> HuntArchive.measure(figures);
        case "sigma" -> SigmaScan.measure(figures);
        case "border" -> BorderScan.measure(figures);
        case "import" -> ListImport.measure(figures);
        default -> LedgerAppend.measure(figures);
      }
      System.out.println(figures.table());
    }
    System.exit(0); // the HTTP client's threads would keep it alive a while
  }
}
