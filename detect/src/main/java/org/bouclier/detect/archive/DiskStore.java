package org.bouclier.detect.archive;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * An archive in a folder of this machine. A file appears under its name only once its bytes, and
 * then its name, are on disk.
 */
public final class DiskStore implements ArchiveStore {

  private static final String WORK = "work";

  private final Path folder;

  /**
   * @param folder created when something is put in it
   */
  public DiskStore(Path folder) {
    this.folder = folder;
  }

  /** The folder. */
  public Path folder() {
    return folder;
  }

  @Override
  public Path workFolder() {
    return folder.resolve(WORK);
  }

  @Override
  public void put(String key, Path finished) throws IOException {
    Path target = path(key);
    Path parent = target.resolveSibling("");
    boolean isNew = !Files.isDirectory(parent);
    Files.createDirectories(parent);
    forceFile(finished);
    Files.move(
        finished, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    forceFolder(parent);
    if (isNew) {
      forceFolder(folder);
    }
  }

  @Override
  public Reader open(String key) throws IOException {
    Path file = path(key);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new NoSuchFileException(file.toString());
    }
    return new FileReader(new RandomAccessFile(file.toFile(), "r"));
  }

  @Override
  public List<Stored> list() throws IOException {
    var stored = new ArrayList<Stored>();
    if (!Files.isDirectory(folder)) {
      return stored;
    }
    try (Stream<Path> all = Files.walk(folder, 2)) {
      all.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
          .filter(file -> !file.startsWith(workFolder()))
          .forEach(file -> stored.add(stored(file)));
    } catch (UncheckedIOException unreadable) {
      throw unreadable.getCause();
    }
    return stored;
  }

  private Stored stored(Path file) {
    try {
      String key = folder.relativize(file).toString().replace('\\', '/');
      return new Stored(key, Files.size(file));
    } catch (NoSuchFileException gone) {
      return new Stored("", 0); // deleted meanwhile; no key is empty
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  @Override
  public void delete(String key) throws IOException {
    Path file = path(key);
    Files.deleteIfExists(file);
    Path parent = file.resolveSibling("");
    if (Files.isDirectory(parent)) {
      forceFolder(parent);
    }
  }

  private Path path(String key) {
    Path file = folder.resolve(key).normalize();
    if (!file.startsWith(folder.normalize()) || file.startsWith(workFolder())) {
      throw new IllegalArgumentException("not a key: " + key);
    }
    return file;
  }

  private static void forceFile(Path file) throws IOException {
    try (var open = new RandomAccessFile(file.toFile(), "rw")) {
      open.getFD().sync();
    }
  }

  private static void forceFolder(Path of) throws IOException {
    boolean interrupted = false;
    while (true) {
      try (FileChannel channel = FileChannel.open(of, StandardOpenOption.READ)) {
        channel.force(true);
        break;
      } catch (ClosedByInterruptException again) {
        interrupted |= Thread.interrupted();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Makes a folder that is there already no error, whoever made it. */
  static void create(Path folder) throws IOException {
    try {
      Files.createDirectories(folder);
    } catch (FileAlreadyExistsException linked) {
      if (!Files.isDirectory(folder)) {
        throw linked;
      }
    }
  }

  /**
   * A {@link RandomAccessFile} rather than a channel: interrupting one reading thread would close a
   * channel for all.
   */
  private static final class FileReader implements Reader {

    private final RandomAccessFile file;
    private final long size;

    FileReader(RandomAccessFile file) throws IOException {
      this.file = file;
      this.size = file.length();
    }

    @Override
    public long sizeBytes() {
      return size;
    }

    @Override
    public synchronized void read(long at, byte[] into, int from, int length) throws IOException {
      if (at < 0 || at + length > size) {
        throw new EOFException("the file ends before " + (at + length));
      }
      file.seek(at);
      file.readFully(into, from, length);
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
