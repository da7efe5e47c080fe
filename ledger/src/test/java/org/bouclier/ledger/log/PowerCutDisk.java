package org.bouclier.ledger.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A disk that loses power before its n-th operation, and can then lay out what the machine would
 * find: the content of a file survives if it was synced, its name only if the directory was synced
 * afterwards; of the names that were not, each directory keeps a beginning of random length, as a
 * journalling file system may.
 */
final class PowerCutDisk extends Disk {

  /** Not an IOException: the log must not believe that it can go on. */
  static final class PowerCut extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private enum Kind {
    WRITE,
    RENAME,
    DELETE,
    DIRECTORY,
    SYNC
  }

  /** An operation on the names of one directory. */
  private record Operation(Kind kind, Path names, Path path, Path from, ByteBuffer content) {}

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final Path root;
  private final int cutBefore;
  private final Map<Path, byte[]> found = new TreeMap<>(); // what was durable at the start
  private final Set<Path> foundDirectories = new TreeSet<>();
  private final List<Operation> done = new ArrayList<>();
  private int operations;

  PowerCutDisk(Path root, int cutBefore) throws IOException {
    this.root = root;
    this.cutBefore = cutBefore;
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.toList()) {
        if (Files.isDirectory(path)) {
          foundDirectories.add(path);
        } else {
          found.put(path, Files.readAllBytes(path));
        }
      }
    }
  }

  /** How many operations were asked for, the one that was cut included. */
  int operations() {
    return operations;
  }

  private void step() {
    if (operations++ >= cutBefore) {
      throw new PowerCut();
    }
  }

  @Override
  void write(Path file, byte[] bytes) throws IOException {
    if (operations == cutBefore) {
      Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    }
    step();
    Files.write(file, bytes);
    done.add(new Operation(Kind.WRITE, file.getParent(), file, file, ByteBuffer.wrap(bytes)));
  }

  @Override
  void rename(Path from, Path to) throws IOException {
    step();
    var content = Files.readAllBytes(from);
    super.rename(from, to);
    done.add(new Operation(Kind.RENAME, to.getParent(), to, from, ByteBuffer.wrap(content)));
  }

  @Override
  void sync(Path directory) {
    step();
    done.add(new Operation(Kind.SYNC, directory, directory, directory, NOTHING));
  }

  @Override
  void createDirectory(Path directory) throws IOException {
    step();
    if (!Files.isDirectory(directory)) {
      super.createDirectory(directory);
      done.add(new Operation(Kind.DIRECTORY, directory.getParent(), directory, directory, NOTHING));
    }
  }

  @Override
  void delete(Path path) throws IOException {
    step();
    super.delete(path);
    done.add(new Operation(Kind.DELETE, path.getParent(), path, path, NOTHING));
  }

  /** Lays out below {@code target} what is found after the cut. */
  void layOut(Path target, Random random) throws IOException {
    var files = new TreeMap<>(found);
    var directories = new TreeSet<>(foundDirectories);
    var kept = keptOperations(random);
    var lost = new HashSet<Path>(); // directories whose own name did not survive
    for (int i = 0; i < done.size(); i++) {
      var operation = done.get(i);
      boolean survives =
          i < kept.getOrDefault(operation.names(), 0)
              && lost.stream().noneMatch(operation.path()::startsWith);
      switch (operation.kind()) {
        case SYNC -> {}
        case DIRECTORY -> {
          if (survives) {
            directories.add(operation.path());
          } else {
            lost.add(operation.path());
          }
        }
        case WRITE -> {
          if (survives) {
            files.put(operation.path(), operation.content().array());
          }
        }
        case RENAME -> {
          if (survives) {
            files.put(operation.path(), operation.content().array());
            files.remove(operation.from());
          }
        }
        case DELETE -> {
          if (survives) {
            files.remove(operation.path());
            directories.remove(operation.path());
          }
        }
      }
    }
    for (Path directory : directories) {
      Files.createDirectories(target.resolve(root.relativize(directory)));
    }
    for (var file : files.entrySet()) {
      var place = target.resolve(root.relativize(file.getKey()));
      if (Files.isDirectory(place.getParent())) {
        Files.write(place, file.getValue());
      }
    }
  }

  /** For each directory, how many of the operations survive in it: all up to its last sync. */
  private Map<Path, Integer> keptOperations(Random random) {
    var synced = new HashMap<Path, Integer>();
    var directories = new HashSet<Path>();
    for (int i = 0; i < done.size(); i++) {
      directories.add(done.get(i).names());
      if (done.get(i).kind() == Kind.SYNC) {
        synced.put(done.get(i).names(), i + 1);
      }
    }
    var kept = new HashMap<Path, Integer>();
    for (Path directory : directories) {
      int least = synced.getOrDefault(directory, 0);
      kept.put(directory, least + random.nextInt(done.size() - least + 1));
    }
    return kept;
  }
}
