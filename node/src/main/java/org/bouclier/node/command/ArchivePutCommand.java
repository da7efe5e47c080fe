package org.bouclier.node.command;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.bouclier.detect.archive.Archive;
import org.bouclier.detect.archive.ArchiveLimits;
import org.bouclier.detect.archive.ArchiveLockedException;
import org.bouclier.detect.archive.ArchiveWriter;
import org.bouclier.detect.archive.LineOrigin;
import org.bouclier.detect.log.LogFormat;
import org.bouclier.detect.log.LogSource;
import org.bouclier.detect.scan.ScanFormat;
import org.bouclier.detect.scan.ScanInput;
import org.bouclier.detect.scan.Unpacking;
import org.bouclier.detect.scan.ZipLimits;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code bouclier archive put}: puts files into an archive, unpacked and byte for byte. Once all of
 * it is on disk, says the SHA-256 of each, as sha256sum does.
 */
@Command(name = "put", description = "Met des fichiers dans une archive, tels quels, décomprimés.")
final class ArchivePutCommand implements Callable<Integer> {

  private static final int UNUSABLE = 2;
  private static final int HEAD_BYTES = 1 << 16;

  private final Session session;
  private final InputStream standardInput;

  @Parameters(
      index = "0",
      paramLabel = "ARCHIVE",
      description = "Le répertoire de l’archive, créé au besoin, ou s3://compartiment/préfixe.",
      descriptionKey = "archive")
  private String archive = "";

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "ENTRÉE",
      description = "Fichiers ou répertoires, comprimés ou non ; - pour l’entrée standard.",
      descriptionKey = "inputs")
  private List<String> inputs = List.of();

  @Option(
      names = "--received",
      paramLabel = "DATE",
      description = "Quand ces lignes ont été reçues (2026-11-01, 30d). Par défaut : maintenant.",
      descriptionKey = "received")
  private @Nullable String received;

  @Option(
      names = "--segment",
      paramLabel = "TAILLE",
      description = "Octets bruts d’un segment (1G).",
      descriptionKey = "segment")
  private String segment = "1G";

  @Option(
      names = "--summary",
      description = "Dit à la fin, sur la sortie d’erreur, ce qui a été lu et écrit.",
      descriptionKey = "summary")
  private boolean summary;

  private boolean whole = true;
  private long bytes;
  private long lines;

  ArchivePutCommand(Session session, InputStream standardInput) {
    this.session = session;
    this.standardInput = standardInput;
  }

  @Override
  public Integer call() {
    Instant now = session.clock().instant();
    Optional<Instant> at = received == null ? Optional.of(now) : Amount.moment(received, now);
    Optional<ArchiveLimits> limits = limits();
    if (at.isEmpty() || limits.isEmpty()) {
      session.refuse(
          "--received : une date ou une durée ; --segment : de 64k à 64G",
          "--received: a date or a duration; --segment: 64k to 64G");
      return UNUSABLE;
    }
    long begun = System.nanoTime();
    Optional<Archive> named = NamedArchive.any(session, archive);
    if (named.isEmpty()) {
      return UNUSABLE;
    }
    Archive kept = named.get();
    try (var writer = ArchiveWriter.open(kept, limits.get(), session.clock())) {
      var proofs = new ArrayList<String>();
      for (String name : inputs) {
        for (ScanInput input : expand(name)) {
          put(input, at.get(), writer, proofs);
        }
      }
      writer.seal();
      writer.endDay();
      proofs.forEach(session.out()::println);
      if (summary) {
        tell(kept, System.nanoTime() - begun);
      }
      return whole ? 0 : UNUSABLE;
    } catch (ArchiveLockedException busy) {
      session.refuse(
          archive + " : un autre programme y écrit", archive + ": another program writes to it");
    } catch (IOException full) {
      session.refuse(
          archive
              + " : ne peut pas être écrite ("
              + full.getMessage()
              + ") ; ce qui n’est pas nommé ci-dessus n’y est pas",
          archive
              + ": cannot be written ("
              + full.getMessage()
              + "); what is not named above is not in it");
    }
    return UNUSABLE;
  }

  private Optional<ArchiveLimits> limits() {
    try {
      var usual = ArchiveLimits.DEFAULT;
      return Amount.bytes(segment)
          .map(size ->
              new ArchiveLimits(size, Duration.ofDays(1), usual.blockBytes(), usual.pageBytes()));
    } catch (IllegalArgumentException outOfBounds) {
      return Optional.empty();
    }
  }

  private List<ScanInput> expand(String name) {
    if (name.equals("-")) {
      return List.of(new ScanInput("-", Instant.EPOCH, () -> standardInput));
    }
    try {
      return ScanInput.below(Path.of(name), ZipLimits.DEFAULT);
    } catch (IOException unreadable) {
      unusable(
          name, String.valueOf(unreadable.getMessage()), String.valueOf(unreadable.getMessage()));
      return List.of();
    }
  }

  private void put(ScanInput input, Instant at, ArchiveWriter writer, List<String> proofs)
      throws IOException {
    ArchiveWriter.Archived archived;
    try (InputStream raw = open(input)) {
      if (raw == null) {
        return;
      }
      var head = new BufferedInputStream(raw, HEAD_BYTES);
      head.mark(HEAD_BYTES);
      ScanFormat format = ScanFormat.guess(head.readNBytes(HEAD_BYTES), input.name());
      head.reset();
      if (format == ScanFormat.EVTX) {
        unusable(
            input.name(),
            "journal de Windows (EVTX), qui n’est pas fait de lignes",
            "a Windows event log (EVTX), which is not made of lines");
        return;
      }
      var origin =
          new LineOrigin(
              writer.newInputId(),
              input.name(),
              true,
              format == ScanFormat.NDJSON ? LogFormat.NDJSON : LogFormat.AUTO,
              LogSource.UNKNOWN);
      archived = writer.appendFile(origin, at, head);
    }
    IOException broken = archived.broken();
    if (broken != null) {
      unusable(
          input.name(),
          "lu jusqu’à l’octet " + archived.bytes() + " seulement (" + broken.getMessage() + ")",
          "read up to byte " + archived.bytes() + " only (" + broken.getMessage() + ")");
    }
    bytes += archived.bytes();
    lines += archived.lines();
    proofs.add(HexFormat.of().formatHex(archived.sha256()) + "  " + input.name());
  }

  private @Nullable InputStream open(ScanInput input) {
    try {
      return Unpacking.open(input.opener().open());
    } catch (IOException unreadable) {
      unusable(
          input.name(),
          "illisible : " + unreadable.getMessage(),
          "unreadable: " + unreadable.getMessage());
      return null;
    }
  }

  private void unusable(String name, String french, String english) {
    whole = false;
    session.refuse(name + " : " + french, name + ": " + english);
  }

  private void tell(Archive kept, long nanos) throws IOException {
    Archive.Size size = kept.size();
    double seconds = nanos / 1e9;
    line("lines", "%d", lines);
    line("bytes", "%d", bytes);
    line("mb_per_s", "%.1f", bytes / 1e6 / seconds);
    line("put_s", "%.2f", seconds);
    line("archive_segments", "%d", size.segments());
    line("archive_raw_bytes", "%d", size.rawBytes());
    line("archive_stored_bytes", "%d", size.storedBytes());
    line("archive_index_bytes", "%d", size.indexBytes());
    line("peak_memory_mb", "%.0f", ResidentMemory.peakBytes() / 1e6);
  }

  private void line(String name, String format, Object value) {
    session.err().println(name + "\t" + String.format(Locale.ROOT, format, value));
  }
}
