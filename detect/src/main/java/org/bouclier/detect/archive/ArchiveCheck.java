package org.bouclier.detect.archive;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.bouclier.detect.EntityScan;
import org.bouclier.detect.archive.FileProofs.Proof;
import org.bouclier.detect.archive.Run.Kind;
import org.bouclier.detect.log.LineDecoder;
import org.bouclier.detect.log.LogFormat;

/**
 * Reads a whole archive and checks all that can be checked: the hash of every table and block,
 * every number; that files are byte for byte what was put in; that each index says of its lines
 * what the lines say, and each union of a day what the indexes say.
 */
public final class ArchiveCheck {

  private final Archive archive;

  /** A check of an archive; each {@link #run} begins anew. */
  public ArchiveCheck(Archive archive) {
    this.archive = archive;
  }

  /** Hears of the check while it runs, in its thread. */
  public interface Sink {

    /**
     * Something is wrong.
     *
     * @param key the file of the store, or the archived file
     * @param fault in English
     */
    void fault(String key, String fault);

    /** A segment was read to its end. */
    default void done(SegmentName segment, int number, int of) {}
  }

  /**
   * What was checked.
   *
   * @param segments read
   * @param blocks whose hash is right
   * @param lines of them
   * @param rawBytes of those lines
   * @param files that are byte for byte what was put in
   * @param faults how much is wrong
   */
  public record Checked(
      int segments, long blocks, long lines, long rawBytes, long files, long faults) {}

  /**
   * Checks everything.
   *
   * @throws IOException if the store cannot be read at all
   */
  public Checked run(Sink sink) throws IOException {
    return new Pass(sink).run();
  }

  /** One reading of everything. */
  private final class Pass {

    private final Sink sink;
    private final FileProofs proofs = new FileProofs();
    private final BlockReader reader = new BlockReader();
    private long blocks;
    private long lines;
    private long bytes;
    private long files;
    private long faults;

    Pass(Sink sink) {
      this.sink = sink;
    }

    Checked run() throws IOException {
      List<SegmentName> segments = archive.segments();
      var expected = new HashSet<String>();
      try (reader) {
        for (int i = 0; i < segments.size(); i++) {
          segment(segments.get(i));
          expected.add(segments.get(i).key());
          expected.add(segments.get(i).indexKey());
          expected.add(SegmentName.dayKey(segments.get(i).day()));
          sink.done(segments.get(i), i + 1, segments.size());
        }
      }
      proofs.unended().forEach(this::tell);
      for (Map.Entry<LocalDate, List<SegmentName>> day : archive.days().entrySet()) {
        union(day.getKey(), day.getValue());
      }
      for (ArchiveStore.Stored stored : archive.store().list()) {
        if (!expected.contains(stored.key())) {
          fault(stored.key(), "belongs to no segment");
        }
      }
      return new Checked(segments.size(), blocks, lines, bytes, files, faults);
    }

    private void segment(SegmentName name) throws IOException {
      try (Segment segment = Segment.open(archive.store(), name)) {
        var pairs = new EntityPairs();
        boolean whole = true;
        for (BlockEntry entry : segment.table().blocks()) {
          try {
            block(segment, entry, pairs);
          } catch (ArchiveCorruptException damaged) {
            fault(damaged.key(), damaged.fault());
            whole = false;
          }
        }
        proofs.ended(segment.table()).forEach(this::tell);
        if (whole) {
          index(segment, pairs);
        }
      } catch (ArchiveCorruptException damaged) {
        fault(damaged.key(), damaged.fault());
      }
    }

    private void block(Segment segment, BlockEntry entry, EntityPairs pairs) throws IOException {
      BlockReader.Block block = reader.readAndUnpack(segment, entry);
      var entities = new EntityScan(pairs::add);
      int at = 0;
      for (int page = 0; page < entry.pages(); page++) {
        pairs.page(entry.firstPage() + page);
        for (int end = block.pageEnds().get(page); at < end; at++) {
          run(segment.table().origins(), block.runs().get(at), block.raw(), entities);
        }
      }
      blocks++;
      lines += entry.lines();
      bytes += entry.payloadBytes();
    }

    private void run(List<LineOrigin> origins, Run run, byte[] raw, EntityScan entities) {
      LineOrigin origin = origins.get(run.origin());
      if (origin.isFile()) {
        proofs.add(origin, run, raw);
      }
      int end = run.from() + run.bytes();
      int from = run.from();
      while (from < end && run.kind() != Kind.PART) {
        int to = run.kind() == Kind.WHOLE ? end : LineFeed.find(raw, from, end);
        int lineTo = run.kind() == Kind.LINES && to > from && raw[to - 1] == '\r' ? to - 1 : to;
        LogFormat format = LineDecoder.resolve(raw, from, lineTo, origin.format());
        entities.scan(raw, from, lineTo, format == LogFormat.NDJSON);
        from = to + 1;
      }
    }

    private void index(Segment segment, EntityPairs pairs) throws IOException {
      SegmentName name = segment.name();
      var writer = new EntityIndexWriter(List.of(name.hash()), segment.table().pages());
      pairs.drainTo(writer);
      try {
        EntityIndex found = EntityIndex.read(archive.store(), name.indexKey());
        if (!found.hasBytesOf(EntityIndex.of(name.indexKey(), writer.finish()))) {
          fault(name.indexKey(), "does not say what the lines of its segment do");
        }
      } catch (NoSuchFileException none) {
        fault(name.indexKey(), "is missing");
      } catch (ArchiveCorruptException damaged) {
        fault(damaged.key(), damaged.fault());
      }
    }

    private void union(LocalDate day, List<SegmentName> segments) throws IOException {
      try {
        new DayUnion(archive.store(), day).verify(new ArrayList<>(segments));
      } catch (NoSuchFileException none) {
        return; // it only saves work
      } catch (ArchiveCorruptException damaged) {
        fault(damaged.key(), damaged.fault());
      }
    }

    private void tell(Proof proof) {
      switch (proof.outcome()) {
        case PROVEN -> files++;
        case DIFFERENT -> fault(proof.origin().name(), "is not the file that was put in");
        case INCOMPLETE ->
            fault(proof.origin().name(), "is not there from its first byte to its last");
      }
    }

    private void fault(String key, String fault) {
      faults++;
      sink.fault(key, fault);
    }
  }
}
