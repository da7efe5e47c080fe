package org.bouclier.node.command;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.bouclier.detect.Engine;
import org.bouclier.detect.log.LogSource;
import org.bouclier.detect.scan.IndicatorFiles;
import org.bouclier.detect.scan.Scan;
import org.bouclier.detect.scan.ScanFormat;
import org.bouclier.detect.scan.ScanInput;
import org.bouclier.detect.sigma.RuleRefusal;
import org.bouclier.detect.sigma.SigmaRules;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code bouclier scan}: looks for indicators and Sigma rules in files, without a node. One JSON
 * object a match, in the order of the inputs. Exit code 0 whether or not something matched, 2 if
 * something that was named cannot be used.
 */
@Command(
    name = "scan",
    description =
        "Cherche des indicateurs et des règles Sigma dans des fichiers, sans nœud. Un objet JSON"
            + " par trouvaille.")
final class ScanCommand implements Callable<Integer> {

  private static final int UNUSABLE = 2;
  private static final int OUTPUT_BUFFER = 1 << 16;

  private final Session session;
  private final InputStream standardInput;

  @Option(
      names = "--indicators",
      paramLabel = "FICHIER",
      description = "Une liste, un indicateur par ligne, comprimée ou non. À répéter.",
      descriptionKey = "indicators")
  private List<Path> indicators = List.of();

  @Option(
      names = "--rules",
      paramLabel = "RÉPERTOIRE",
      description = "Des règles Sigma : un fichier, ou tous ceux d’un répertoire. À répéter.",
      descriptionKey = "rules")
  private List<Path> rules = List.of();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "auto, ndjson, json, syslog, evtx, zeek, csv ou text (auto).",
      descriptionKey = "format")
  private String format = "auto";

  @Option(
      names = "--output",
      paramLabel = "FICHIER",
      description = "Où écrire les trouvailles. Par défaut : la sortie standard.",
      descriptionKey = "output")
  private String output = "-";

  @Option(
      names = "--summary",
      description = "Dit à la fin, sur la sortie d’erreur, ce qui a été lu et trouvé.",
      descriptionKey = "summary")
  private boolean summary;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Combien de fils ; par défaut, un par processeur.",
      descriptionKey = "threads")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Parameters(
      arity = "1..*",
      paramLabel = "ENTRÉE",
      description = "Fichiers ou répertoires, comprimés ou non ; - pour l’entrée standard.",
      descriptionKey = "inputs")
  private List<String> inputs = List.of();

  ScanCommand(Session session, InputStream standardInput) {
    this.session = session;
    this.standardInput = standardInput;
  }

  @Override
  public Integer call() throws InterruptedException {
    var asked = ScanFormat.of(format);
    if (asked.isEmpty()) {
      session.refuse("format inconnu : " + format, "unknown format: " + format);
      return UNUSABLE;
    }
    if (threads < 1 || threads > 1_024) {
      session.refuse("--threads : de 1 à 1024", "--threads: 1 to 1024");
      return UNUSABLE;
    }
    if (indicators.isEmpty() && rules.isEmpty()) {
      session.refuse(
          "rien à chercher : donnez --indicators ou --rules.",
          "nothing to look for: give --indicators or --rules.");
      return UNUSABLE;
    }
    var lists = new IndicatorFiles();
    var engine = new Engine();
    long begun = System.nanoTime();
    if (!load(lists, engine)) {
      return UNUSABLE;
    }
    long loaded = System.nanoTime();
    try (OutputStream out = open()) {
      var report = new ScanReport(session, lists, out);
      var found = new ArrayList<ScanInput>();
      inputs.forEach(name -> expand(name, found, report));
      var totals = new Scan(engine, asked.get(), LogSource.UNKNOWN, threads).run(found, report);
      out.flush();
      report.end();
      if (summary) {
        report.tell(totals, loaded - begun, System.nanoTime() - loaded);
      }
      return report.isWhole() ? 0 : UNUSABLE;
    } catch (IOException full) { // inputs that break are told, and do not come here
      session.refuse(
          output + " : ne peut pas être écrit (" + full.getMessage() + ")",
          output + ": cannot be written (" + full.getMessage() + ")");
      return UNUSABLE;
    }
  }

  private boolean load(IndicatorFiles lists, Engine engine) {
    for (Path list : indicators) {
      try {
        lists.read(list);
      } catch (IOException unreadable) {
        refuse(list.toString(), unreadable);
        return false;
      }
    }
    for (var refusal : lists.refusals()) {
      String place = refusal.file() + ":" + refusal.line();
      session
          .err()
          .println(
              place
                  + " : "
                  + refusal.reading().reason().french()
                  + " ["
                  + refusal.reading().text()
                  + "]");
    }
    if (lists.refused() > lists.refusals().size()) {
      session.refuse(
          lists.refused() + " lignes ne sont pas des indicateurs.",
          lists.refused() + " lines are no indicators.");
    }
    engine.replace(lists.set());
    return loadRules(engine);
  }

  private boolean loadRules(Engine engine) {
    SigmaRules compiled;
    try {
      compiled = SigmaRules.load(rules);
    } catch (IOException unreadable) {
      refuse(String.valueOf(rules), unreadable);
      return false;
    }
    for (RuleRefusal refusal : compiled.refusals()) {
      session
          .err()
          .println(
              refusal.file()
                  + ":"
                  + refusal.line()
                  + " : "
                  + refusal.message()
                  + " ["
                  + refusal.construct()
                  + "]");
    }
    engine.replace(compiled);
    return true;
  }

  private void expand(String name, List<ScanInput> found, ScanReport report) {
    if (name.equals("-")) {
      found.add(new ScanInput("-", () -> standardInput));
      return;
    }
    try {
      found.addAll(ScanInput.below(Path.of(name)));
    } catch (IOException unreadable) {
      report.unusable(name, String.valueOf(unreadable.getMessage()));
    }
  }

  private void refuse(String name, IOException unreadable) {
    session.refuse(
        name + " : illisible (" + unreadable.getMessage() + ")",
        name + ": unreadable (" + unreadable.getMessage() + ")");
  }

  private OutputStream open() throws IOException {
    OutputStream raw = output.equals("-") ? session.out() : Files.newOutputStream(Path.of(output));
    return new BufferedOutputStream(raw, OUTPUT_BUFFER);
  }
}
