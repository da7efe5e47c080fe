package org.bouclier.node.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.bouclier.detect.Engine;
import org.bouclier.detect.log.LogSource;
import org.bouclier.detect.scan.IndicatorFiles;
import org.bouclier.detect.scan.Scan;
import org.bouclier.detect.scan.ScanFormat;
import org.bouclier.detect.scan.ScanInput;
import org.bouclier.detect.scan.ZipLimits;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

  private final Session session;
  private final InputStream standardInput;

  @Mixin private Sought sought = new Sought();

  @Mixin private RunOptions options = new RunOptions();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "auto, ndjson, json, syslog, evtx, zeek, csv ou text (auto).",
      descriptionKey = "format")
  private String format = "auto";

  @Option(
      names = "--timezone",
      paramLabel = "FUSEAU",
      description = "Celui des dates qui n’en nomment pas, en syslog et en texte (UTC).",
      descriptionKey = "timezone")
  private ZoneId zone = ZoneOffset.UTC;

  @Option(
      names = "--zip-ratio",
      paramLabel = "N",
      description = "Combien d’octets un fichier d’une archive zip peut donner pour un (250).",
      descriptionKey = "zip-ratio")
  private int zipRatio = ZipLimits.DEFAULT.ratio();

  @Option(
      names = "--zip-total",
      paramLabel = "GO",
      description = "Combien de gigaoctets une archive zip peut donner en tout (256).",
      descriptionKey = "zip-total")
  private long zipGigabytes = ZipLimits.DEFAULT.totalBytes() >> 30;

  @Mixin private Precautions precautions = new Precautions();

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
    if (zipRatio < 1 || zipGigabytes < 1 || zipGigabytes > 1 << 20) {
      session.refuse(
          "--zip-ratio, --zip-total : 1 au moins", "--zip-ratio, --zip-total: 1 at least");
      return UNUSABLE;
    }
    if (!options.areUsable(session) || !sought.isUsable(session)) {
      return UNUSABLE;
    }
    var lists = new IndicatorFiles();
    var engine = new Engine();
    long begun = System.nanoTime();
    if (!sought.load(session, lists, engine) || !precautions.load(session)) {
      return UNUSABLE;
    }
    long loaded = System.nanoTime();
    try (OutputStream out = options.open(session)) {
      var report = new ScanReport(session, lists, precautions, out);
      var found = new ArrayList<ScanInput>();
      inputs.forEach(name -> expand(name, found, report));
      var totals =
          new Scan(engine, asked.get(), LogSource.UNKNOWN, zone, options.threads())
              .run(found, report);
      out.flush();
      report.end();
      if (options.wantsSummary()) {
        report.tell(totals, loaded - begun, System.nanoTime() - loaded);
      }
      return report.isWhole() ? 0 : UNUSABLE;
    } catch (IOException full) { // inputs that break are told, and do not come here
      session.refuse(
          options.output() + " : ne peut pas être écrit (" + full.getMessage() + ")",
          options.output() + ": cannot be written (" + full.getMessage() + ")");
      return UNUSABLE;
    }
  }

  private void expand(String name, List<ScanInput> found, ScanReport report) {
    if (name.equals("-")) {
      found.add(new ScanInput("-", session.clock().instant(), () -> standardInput));
      return;
    }
    try {
      found.addAll(ScanInput.below(Path.of(name), new ZipLimits(zipRatio, zipGigabytes << 30)));
    } catch (IOException unreadable) {
      report.unusable(name, String.valueOf(unreadable.getMessage()));
    }
  }
}
