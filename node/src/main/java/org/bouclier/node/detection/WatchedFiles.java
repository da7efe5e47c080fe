package org.bouclier.node.detection;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the files of {@code data/watched/<source>/}: whoever may write to that directory puts
 * files there, or links to files elsewhere, as to {@code /var/log/named/queries.log}. Who may only
 * use the pages cannot make the node read a file.
 *
 * <p>Each file is known by what it is (see {@link FileIdentity}), so a rotation by renaming goes on
 * where it was. A file that left the directory is followed until nothing was added to it for a
 * minute: its writer goes on with it until it is told to open another. How far each was read
 * travels with its lines (see {@link FileProgress}).
 *
 * <p>One thread calls {@link #look} again and again.
 */
final class WatchedFiles {

  private static final Logger LOG = LoggerFactory.getLogger(WatchedFiles.class);
  private static final int MAX_FILES = 1_000;
  private static final int MOST_CLOSED = 10 * MAX_FILES;
  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final Set<String> PACKED = Set.of("gz", "xz", "zst", "bz2", "zip", "swp");

  private final Path root;
  private final Sources sources;
  private final SourceSql sql;
  private final Intake intake;
  private final SourceCounters counters;
  private final LongSupplier nanos;

  // By source and number of the file.
  private final Map<String, FileTail> tails = new HashMap<>();
  private final Map<String, Long> leaving = new HashMap<>(); // since when nothing was added
  private final Map<String, FileProgress> closed = new Recent(); // newer than the database

  private final Set<Path> told = new HashSet<>(); // faults already logged

  /**
   * @param root {@code data/watched}
   */
  WatchedFiles(Path root, Sources sources, SourceSql sql, Intake intake, SourceCounters counters) {
    this(root, sources, sql, intake, counters, System::nanoTime);
  }

  WatchedFiles(
      Path root,
      Sources sources,
      SourceSql sql,
      Intake intake,
      SourceCounters counters,
      LongSupplier nanos) {
    this.root = root;
    this.sources = sources;
    this.sql = sql;
    this.intake = intake;
    this.counters = counters;
    this.nanos = nanos;
  }

  /** Where the files of a source are looked for. */
  Path directory(String source) {
    return root.resolve(source);
  }

  /** How many files are open. */
  int openCount() {
    return tails.size();
  }

  /**
   * Reads what was added to all files.
   *
   * @return whether anything was
   */
  boolean look() {
    boolean any = false;
    var followed = new HashSet<String>();
    for (Source source : sources.list()) {
      if (source.enabled()) {
        followed.add(Integer.toString(source.id()));
        any |= look(source);
      }
    }
    for (String id : List.copyOf(tails.keySet())) {
      if (!followed.contains(id.substring(0, id.indexOf(' ')))) {
        close(id);
      }
    }
    return any;
  }

  private boolean look(Source source) {
    Path directory = directory(source.name());
    boolean any = false;
    try {
      var present = new HashSet<String>();
      for (Path file : files(directory)) {
        any |= follow(source, file, present);
      }
      any |= finish(source, present);
    } catch (BusyException busy) {
      LOG.debug("watched files wait: {}", busy.code());
    } catch (IOException | DirectoryIteratorException unreadable) {
      tell(directory, unreadable);
    }
    return any;
  }

  private boolean follow(Source source, Path file, Set<String> present) throws BusyException {
    String id = "";
    try {
      var identity = FileIdentity.of(file);
      id = source.id() + " " + identity.number();
      if (!present.add(id)) {
        return false; // one file by two names
      }
      FileTail tail = tails.get(id);
      if (tail == null) {
        FileProgress before = progress(source, id, identity);
        tail = new FileTail(file, before.key(), before.positionBytes());
        tails.put(id, tail);
        closed.remove(id);
      }
      tail.renamed(file);
      leaving.remove(id);
      boolean any = drain(tail, source, false);
      told.remove(file);
      return any;
    } catch (BusyException busy) {
      throw busy;
    } catch (IOException unreadable) {
      tell(file, unreadable);
      close(id);
      return false;
    }
  }

  private void tell(Path file, Exception unreadable) {
    if (told.add(file)) {
      LOG.warn("{} is unreadable, and tried again: {}", file, unreadable.toString());
    }
  }

  /** Reads files that left the directory, and forgets those to which nothing is added any more. */
  private boolean finish(Source source, Set<String> present) throws BusyException {
    boolean any = false;
    String mine = source.id() + " ";
    for (String id : List.copyOf(tails.keySet())) {
      FileTail tail = tails.get(id);
      if (tail == null || !id.startsWith(mine) || present.contains(id)) {
        continue;
      }
      try {
        boolean added = drain(tail, source, false);
        long now = nanos.getAsLong();
        long since = leaving.merge(id, now, (before, latest) -> added ? latest : before);
        any |= added;
        if (now - since >= QUIET_NANOS) {
          any |= drain(tail, source, true);
          tail.leave(source, intake);
          close(id);
          closed.put(id, new FileProgress(tail.key(), FileProgress.GONE, ""));
        }
      } catch (BusyException busy) {
        throw busy;
      } catch (IOException unreadable) {
        LOG.warn("the end of {} is lost: {}", tail.path(), unreadable.toString());
        close(id);
      }
    }
    return any;
  }

  private boolean drain(FileTail tail, Source source, boolean atEnd) throws IOException {
    boolean any = false;
    while (tail.step(source, intake, counters, atEnd) == FileTail.Step.READ) {
      any = true;
    }
    return any;
  }

  /** How far a file was read: as this node knows since its start, else as the database says. */
  private FileProgress progress(Source source, String id, FileIdentity identity) {
    FileProgress known = closed.get(id);
    var positions = new HashMap<String, Long>();
    if (known == null) {
      sql.files(source.id()).forEach(file -> positions.put(file.key(), file.positionBytes()));
    } else if (known.positionBytes() != FileProgress.GONE) {
      positions.put(known.key(), known.positionBytes());
    }
    return identity
        .among(positions)
        .map(key -> new FileProgress(key, positions.getOrDefault(key, 0L), ""))
        .orElseGet(() -> new FileProgress(identity.key(), 0, ""));
  }

  private List<Path> files(Path directory) throws IOException {
    var files = new ArrayList<Path>();
    if (!Files.isDirectory(directory)) {
      return files;
    }
    try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
      for (Path file : all) {
        String name = file.getFileName().toString();
        String suffix = name.substring(name.lastIndexOf('.') + 1);
        if (name.startsWith(".") || PACKED.contains(suffix) || !Files.isRegularFile(file)) {
          continue;
        }
        if (files.size() == MAX_FILES) {
          tell(directory, new IOException("more than " + MAX_FILES + " files"));
          break;
        }
        files.add(file);
      }
    }
    Collections.sort(files);
    return files;
  }

  private void close(String id) {
    FileTail tail = tails.remove(id);
    leaving.remove(id);
    if (tail != null) {
      closed.put(id, new FileProgress(tail.key(), tail.position(), ""));
      close(tail);
    }
  }

  private static void close(FileTail tail) {
    try {
      tail.close();
    } catch (IOException ignored) {
      LOG.debug("a watched file did not close", ignored);
    }
  }

  /** Closes the files; what was read of them is in the journal. */
  void close() {
    tails.values().forEach(WatchedFiles::close);
    tails.clear();
  }

  /** The last ones only: the database has heard of those before long since. */
  private static final class Recent extends LinkedHashMap<String, FileProgress> {

    private static final long serialVersionUID = 1;

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, FileProgress> eldest) {
      return size() > MOST_CLOSED;
    }
  }
}
