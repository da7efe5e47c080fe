package org.bouclier.node.command;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.bouclier.detect.Engine;
import org.bouclier.detect.archive.Archive;
import org.bouclier.detect.archive.Hunt;
import org.bouclier.detect.archive.HuntPeriod;
import org.bouclier.detect.scan.IndicatorFiles;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code bouclier hunt}: looks for indicators and Sigma rules in an archive, without a node. One
 * JSON object a match, in the order of the archive. Exit code 0 whether or not something matched, 2
 * if something that was named cannot be used or is damaged.
 */
@Command(
    name = "hunt",
    description =
        "Cherche des indicateurs et des règles Sigma dans une archive, sans nœud. Un objet JSON par"
            + " trouvaille.")
final class HuntCommand implements Callable<Integer> {

  private static final int UNUSABLE = 2;

  private final Session session;

  @Mixin private Sought sought = new Sought();

  @Mixin private Precautions precautions = new Precautions();

  @Mixin private RunOptions options = new RunOptions();

  @Option(
      names = "--archive",
      required = true,
      paramLabel = "ARCHIVE",
      description = "Le répertoire de l’archive, ou s3://compartiment/préfixe.",
      descriptionKey = "archive")
  private String archive = "";

  @Option(
      names = "--since",
      paramLabel = "DEPUIS",
      description = "Reçu depuis : 90d, 12h, 2026-11-01. Par défaut : tout.",
      descriptionKey = "since")
  private @Nullable String since;

  @Option(
      names = "--until",
      paramLabel = "JUSQUE",
      description = "Reçu avant : de même.",
      descriptionKey = "until")
  private @Nullable String until;

  HuntCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws InterruptedException {
    Optional<HuntPeriod> period = period();
    if (period.isEmpty()) {
      session.refuse(
          "--since et --until : une durée (90d, 12h) ou une date (2026-11-01), dans cet ordre",
          "--since and --until: a duration (90d, 12h) or a date (2026-11-01), in this order");
      return UNUSABLE;
    }
    if (!options.areUsable(session) || !sought.isUsable(session)) {
      return UNUSABLE;
    }
    Optional<Archive> kept = NamedArchive.existing(session, archive);
    if (kept.isEmpty()) {
      return UNUSABLE;
    }
    var lists = new IndicatorFiles();
    var engine = new Engine();
    long begun = System.nanoTime();
    if (!sought.load(session, lists, engine) || !precautions.load(session)) {
      return UNUSABLE;
    }
    var hunt = new Hunt(kept.get(), engine, period.get(), options.threads());
    long loaded = System.nanoTime();
    try (OutputStream out = options.open(session)) {
      var report = new HuntReport(session, lists, precautions, out);
      var totals = hunt.run(0, report);
      out.flush();
      report.end();
      if (options.wantsSummary()) {
        report.tell(totals, loaded - begun, System.nanoTime() - loaded);
      }
      return totals.damaged() == 0 ? 0 : UNUSABLE;
    } catch (IOException failure) {
      session.refuse(
          archive + " vers " + options.output() + " : " + failure.getMessage(),
          archive + " to " + options.output() + ": " + failure.getMessage());
      return UNUSABLE;
    }
  }

  private Optional<HuntPeriod> period() {
    Instant now = session.clock().instant();
    Optional<Instant> from =
        since == null ? Optional.of(HuntPeriod.ALL.since()) : Amount.moment(since, now);
    Optional<Instant> to =
        until == null ? Optional.of(HuntPeriod.ALL.until()) : Amount.moment(until, now);
    return from.isEmpty() || to.isEmpty() || to.get().isBefore(from.get())
        ? Optional.empty()
        : Optional.of(new HuntPeriod(from.get(), to.get()));
  }
}
