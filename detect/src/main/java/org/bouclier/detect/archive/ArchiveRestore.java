package org.bouclier.detect.archive;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.function.Predicate;
import org.bouclier.detect.archive.FileProofs.Outcome;
import org.bouclier.detect.archive.FileProofs.Proof;
import org.bouclier.detect.archive.Run.Kind;

/**
 * Gives back what was archived: files byte for byte, with proof; received lines in the order in
 * which they were archived, each ended by a line feed.
 */
public final class ArchiveRestore {

  private final Archive archive;
  private final HuntPeriod period;
  private final Predicate<LineOrigin> wanted;

  /**
   * @param period by the receipt of lines; a file that lies partly outside is incomplete
   * @param wanted which origins
   */
  public ArchiveRestore(Archive archive, HuntPeriod period, Predicate<LineOrigin> wanted) {
    this.archive = archive;
    this.period = period;
    this.wanted = wanted;
  }

  /** Receives what is restored, in the thread that restores. */
  public interface Sink {

    /** Where the next bytes of an origin go; asked for before each run of lines, never closed. */
    OutputStream output(LineOrigin origin) throws IOException;

    /**
     * A file is complete, or never will be.
     *
     * @param proven whether its length and SHA-256 are those of the file that was put in
     * @param sha256 of what was restored
     */
    void ended(LineOrigin origin, long bytes, boolean proven, byte[] sha256) throws IOException;

    /** A part of the archive is damaged, and what it held is missing. */
    void damaged(String key, String fault) throws IOException;
  }

  /**
   * Restores.
   *
   * @throws IOException if the archive cannot be read, or the sink not written to
   */
  public void run(Sink sink) throws IOException {
    var proofs = new FileProofs();
    try (var reader = new BlockReader()) {
      for (SegmentName name : archive.segments()) {
        if (period.mayHold(name.day())) {
          try (Segment segment = Segment.open(archive.store(), name)) {
            for (BlockEntry entry : segment.table().blocks()) {
              block(segment, entry, reader, proofs, sink);
            }
            for (Proof proof : proofs.ended(segment.table())) {
              end(proof, sink);
            }
          } catch (ArchiveCorruptException damaged) {
            sink.damaged(damaged.key(), damaged.fault());
          }
        }
      }
    }
    for (Proof proof : proofs.unended()) {
      end(proof, sink);
    }
  }

  private void block(
      Segment segment, BlockEntry entry, BlockReader reader, FileProofs proofs, Sink sink)
      throws IOException {
    List<LineOrigin> origins = segment.table().origins();
    BlockReader.Block block;
    try {
      block = reader.readAndUnpack(segment, entry);
    } catch (ArchiveCorruptException damaged) {
      sink.damaged(damaged.key(), damaged.fault());
      return;
    }
    for (Run run : block.runs()) {
      LineOrigin origin = origins.get(run.origin());
      if (run.receivedMicros() < period.sinceMicros()
          || run.receivedMicros() >= period.untilMicros()
          || !wanted.test(origin)) {
        continue;
      }
      OutputStream out = sink.output(origin);
      out.write(block.raw(), run.from(), run.bytes());
      if (origin.isFile()) {
        proofs.add(origin, run, block.raw());
      } else if (run.kind() == Kind.WHOLE) {
        out.write('\n');
      }
    }
  }

  private void end(Proof proof, Sink sink) throws IOException {
    if (wanted.test(proof.origin())) {
      sink.ended(proof.origin(), proof.bytes(), proof.outcome() == Outcome.PROVEN, proof.sha256());
    }
  }
}
