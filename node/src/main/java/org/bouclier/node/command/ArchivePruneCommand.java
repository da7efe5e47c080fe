package org.bouclier.node.command;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.bouclier.detect.archive.Archive;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bouclier archive prune}: deletes the oldest segments, by age and by size. */
@Command(
    name = "prune",
    description = "Supprime les plus anciens segments d’une archive, selon l’âge ou la taille.")
final class ArchivePruneCommand implements Callable<Integer> {

  private static final int UNUSABLE = 2;
  private static final Duration FOR_EVER = Duration.ofDays(100_000);

  private final Session session;

  @Parameters(
      paramLabel = "ARCHIVE",
      description = "Le répertoire de l’archive, ou s3://compartiment/préfixe.",
      descriptionKey = "archive")
  private String archive = "";

  @Option(
      names = "--max-age",
      paramLabel = "DURÉE",
      description = "Garde ce qui a été reçu depuis moins longtemps (365d).",
      descriptionKey = "max-age")
  private @Nullable String maxAge;

  @Option(
      names = "--max-size",
      paramLabel = "TAILLE",
      description = "Garde au plus tant d’octets comprimés (500G).",
      descriptionKey = "max-size")
  private @Nullable String maxSize;

  ArchivePruneCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Optional<Duration> age = maxAge == null ? Optional.of(FOR_EVER) : Amount.duration(maxAge);
    Optional<Long> bytes = maxSize == null ? Optional.of(Long.MAX_VALUE) : Amount.bytes(maxSize);
    if ((maxAge == null && maxSize == null) || age.isEmpty() || bytes.isEmpty()) {
      session.refuse(
          "donnez --max-age (365d), --max-size (500G) ou les deux",
          "give --max-age (365d), --max-size (500G), or both");
      return UNUSABLE;
    }
    Optional<Archive> kept = NamedArchive.existing(session, archive);
    if (kept.isEmpty()) {
      return UNUSABLE;
    }
    try {
      var pruned = kept.get().prune(session.clock().instant(), age.get(), bytes.get());
      session.answer(
          pruned.segments() + " segments supprimés, " + session.speech().bytes(pruned.bytes()),
          pruned.segments() + " segments deleted, " + session.speech().bytes(pruned.bytes()));
      return 0;
    } catch (IOException failure) {
      session.refuse(archive + " : " + failure.getMessage(), archive + ": " + failure.getMessage());
      return UNUSABLE;
    }
  }
}
