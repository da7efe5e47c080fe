package org.bouclier.ledger.log;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The immutable files of a log in a directory: how they come to the disk, whole or not at all, and
 * how those that nobody needs any more go. Unfinished files lie under {@code .state}.
 *
 * <p>Used by one thread at a time.
 */
final class TileFiles {

  static final String TEMPORARY = ".tmp";

  private static final String STATE = ".state";

  private final Path directory;
  private final Path state;
  private final Disk disk;
  private final Set<Path> durableDirectories = new LinkedHashSet<>();

  TileFiles(Path directory, Disk disk) {
    this.directory = directory;
    this.state = directory.resolve(STATE);
    this.disk = disk;
  }

  /** Where the lock and the unfinished files are; makes the directories if they are absent. */
  static Path createState(Path directory) throws IOException {
    return Files.createDirectories(directory.resolve(STATE));
  }

  /** See {@link #createState}. */
  Path state() {
    return state;
  }

  /** Writes files, durably, in their places. If that fails, what is in place already may stay. */
  void write(Map<Tile, byte[]> files) throws IOException {
    var written = new LinkedHashMap<Path, Path>(); // temporary file -> place
    try {
      for (var file : files.entrySet()) {
        var place = file(file.getKey());
        createDirectories(parent(place));
        var temporary = state.resolve(written.size() + TEMPORARY);
        written.put(temporary, place);
        disk.write(temporary, file.getValue());
      }
      var directories = new LinkedHashSet<Path>();
      for (var file : written.entrySet()) {
        disk.rename(file.getKey(), file.getValue());
        directories.add(parent(file.getValue()));
      }
      for (Path touched : directories) {
        syncUpwards(touched);
      }
    } catch (IOException failed) {
      for (Path temporary : written.keySet()) {
        deleteQuietly(temporary, failed);
      }
      throw failed;
    }
  }

  /** Writes the content of a file under {@code .state}, durably; its name is not. */
  Path writeTemporary(String name, byte[] bytes) throws IOException {
    var temporary = state.resolve(name + TEMPORARY);
    try {
      disk.write(temporary, bytes);
      return temporary;
    } catch (IOException failed) {
      deleteQuietly(temporary, failed);
      throw failed;
    }
  }

  /** Deletes what a cut left half written. */
  void deleteTemporaryFiles() throws IOException {
    for (Path left : list(state)) {
      if (left.toString().endsWith(TEMPORARY)) {
        disk.delete(left);
      }
    }
  }

  /** Deletes the files beyond the head: what a cut left of a growth that was never signed. */
  void deleteOrphans(long size) throws IOException {
    for (int level = Tile.ENTRIES; level < Tile.LEVELS; level++) {
      long count = Tile.count(level, size);
      long index = count / Tile.FULL_WIDTH;
      deletePartials(level, index, (int) (count % Tile.FULL_WIDTH));
      while (Files.exists(file(new Tile(level, index, Tile.FULL_WIDTH)))) {
        disk.delete(file(new Tile(level, index, Tile.FULL_WIDTH)));
        index++;
        deletePartials(level, index, 0);
      }
    }
  }

  private void deletePartials(int level, long index, int widest) throws IOException {
    var partials = file(new Tile(level, index, 1)).getParent();
    if (partials == null || !Files.isDirectory(partials)) {
      return;
    }
    for (Path partial : list(partials)) {
      if (partial.getFileName().toString().matches("[1-9][0-9]{0,2}")
          && Integer.parseInt(partial.getFileName().toString()) > widest) {
        disk.delete(partial);
      }
    }
  }

  private static Iterable<Path> list(Path directory) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      var all = new ArrayList<Path>();
      entries.forEach(all::add);
      return all;
    } catch (DirectoryIteratorException wrapped) {
      throw wrapped.getCause();
    }
  }

  /** Deletes the partial files that a growth from one size to another has replaced by full ones. */
  void deleteReplaced(long from, long to) throws IOException {
    for (int level = Tile.ENTRIES; level < Tile.LEVELS; level++) {
      long index = Tile.count(level, from) / Tile.FULL_WIDTH;
      if (index < Tile.count(level, to) / Tile.FULL_WIDTH) {
        deletePartials(level, index, 0);
        disk.delete(parent(file(new Tile(level, index, 1))));
      }
    }
  }

  private void createDirectories(Path wanted) throws IOException {
    if (!wanted.equals(directory) && !durableDirectories.contains(wanted)) {
      createDirectories(parent(wanted));
      disk.createDirectory(wanted);
    }
  }

  /** Syncs a directory and, the first time, those above it, whose names may be new as well. */
  private void syncUpwards(Path touched) throws IOException {
    disk.sync(touched);
    if (durableDirectories.contains(touched)) {
      return;
    }
    for (Path above = touched; !above.equals(directory); ) {
      above = parent(above);
      disk.sync(above);
    }
    if (durableDirectories.size() > 1024) { // forgetting costs a few syncs, nothing else
      durableDirectories.clear();
    }
    durableDirectories.add(touched);
  }

  private void deleteQuietly(Path temporary, IOException because) {
    try {
      disk.delete(temporary);
    } catch (IOException second) {
      because.addSuppressed(second);
    }
  }

  private Path file(Tile tile) {
    return directory.resolve(tile.path());
  }

  private static Path parent(Path path) {
    var parent = path.getParent();
    if (parent == null) {
      throw new IllegalStateException("no directory above " + path);
    }
    return parent;
  }
}
