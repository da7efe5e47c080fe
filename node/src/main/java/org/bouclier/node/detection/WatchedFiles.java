package org.bouclier.node.detection;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the files of {@code data/watched/<source>/}: whoever may write to that directory puts
 * files there, or links to files elsewhere, as to {@code /var/log/named/queries.log}. Who may only
 * use the pages cannot make the node read a file.
 *
 * <p>Each file is known by device, inode and birth, so a rotation by renaming goes on where it was,
 * and a file that left the directory is read to its end first. How far each was read travels with
 * its lines (see {@link FileProgress}).
 *
 * <p>One thread calls {@link #look} again and again.
 */
final class WatchedFiles {

  private static final Logger LOG = LoggerFactory.getLogger(WatchedFiles.class);
  private static final int MAX_FILES = 1_000;
  private static final Set<String> PACKED = Set.of("gz", "xz", "zst", "bz2", "zip", "swp");

  private final Path root;
  private final Sources sources;
  private final SourceSql sql;
  private final Intake intake;
  private final SourceCounters counters;
  private final Map<String, FileTail> tails = new HashMap<>();

  /**
   * @param root {@code data/watched}
   */
  WatchedFiles(Path root, Sources sources, SourceSql sql, Intake intake, SourceCounters counters) {
    this.root = root;
    this.sources = sources;
    this.sql = sql;
    this.intake = intake;
    this.counters = counters;
  }

  /** Where the files of a source are looked for. */
  Path directory(String source) {
    return root.resolve(source);
  }

  /**
   * Reads what was added to all files.
   *
   * @return whether anything was
   */
  boolean look() {
    boolean any = false;
    for (Source source : sources.list()) {
      if (source.enabled() && Files.isDirectory(directory(source.name()))) {
        any |= look(source);
      }
    }
    return any;
  }

  private boolean look(Source source) {
    boolean any = false;
    try {
      Map<String, Path> present = files(directory(source.name()));
      Map<String, Long> progress = null;
      for (var file : present.entrySet()) {
        String id = source.id() + " " + file.getKey();
        FileTail tail = tails.get(id);
        if (tail == null) {
          progress = progress == null ? progress(source) : progress;
          long from = progress.getOrDefault(file.getKey(), 0L);
          tail = new FileTail(file.getValue(), file.getKey(), from);
          tails.put(id, tail);
        }
        tail.renamed(file.getValue());
        any |= drain(tail, source, false);
      }
      any |= finish(source, present.keySet());
    } catch (BusyException busy) {
      LOG.debug("watched files wait: {}", busy.code());
    } catch (IOException unreadable) {
      LOG.warn("files of source {} are unreadable: {}", source.name(), unreadable.toString());
    }
    return any;
  }

  /** Reads files that left the directory to their end, then forgets them. */
  private boolean finish(Source source, Set<String> present) throws IOException {
    boolean any = false;
    String mine = source.id() + " ";
    for (var known : Map.copyOf(tails).entrySet()) {
      FileTail tail = known.getValue();
      if (known.getKey().startsWith(mine) && !present.contains(tail.key())) {
        any |= drain(tail, source, true);
        tail.leave(source, intake);
        tail.close();
        tails.remove(known.getKey());
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

  private Map<String, Long> progress(Source source) {
    var positions = new HashMap<String, Long>();
    sql.files(source.id()).forEach(file -> positions.put(file.key(), file.positionBytes()));
    return positions;
  }

  private static Map<String, Path> files(Path directory) throws IOException {
    var files = new TreeMap<String, Path>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
      for (Path file : all) {
        String name = file.getFileName().toString();
        String suffix = name.substring(name.lastIndexOf('.') + 1);
        if (name.startsWith(".") || PACKED.contains(suffix) || !Files.isRegularFile(file)) {
          continue;
        }
        if (files.size() == MAX_FILES) {
          LOG.warn(
              "{} holds more than {} files: the others are not followed", directory, MAX_FILES);
          break;
        }
        files.put(key(file), file);
      }
    }
    return files;
  }

  private static String key(Path file) throws IOException {
    var ids = Files.readAttributes(file, "unix:dev,ino");
    var birth = Files.readAttributes(file, BasicFileAttributes.class).creationTime();
    return ids.get("dev") + ":" + ids.get("ino") + ":" + birth.toMillis();
  }

  /** Closes the files; what was read of them is in the journal. */
  void close() {
    for (FileTail tail : tails.values()) {
      try {
        tail.close();
      } catch (IOException ignored) {
        LOG.debug("a watched file did not close", ignored);
      }
    }
    tails.clear();
  }
}
