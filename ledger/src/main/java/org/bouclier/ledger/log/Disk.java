package org.bouclier.ledger.log;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * The five things that the log asks of a disk, each one complete when it returns. Tests replace it
 * to fail, to fill up or to lose power between any two of them.
 */
class Disk {

  /**
   * Reads a whole regular file.
   *
   * @throws NoSuchFileException if it is absent, or is a link, a pipe or a directory
   * @throws OversizedFileException if it is longer than {@code maxBytes}
   */
  static byte[] read(Path file, int maxBytes) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new NoSuchFileException(file.toString());
    }
    try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      var bytes = in.readNBytes(maxBytes + 1);
      if (bytes.length > maxBytes) {
        throw new OversizedFileException(file.toString(), maxBytes);
      }
      return bytes;
    }
  }

  /** Writes a new file and brings its content to the disk; not yet its name. */
  void write(Path file, byte[] bytes) throws IOException {
    try (var out = new FileOutputStream(file.toFile())) {
      out.write(bytes);
      out.getFD().sync();
    }
  }

  /** Renames at once, over whatever had the name. Durable after {@link #sync} of the directory. */
  void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Brings the names in a directory to the disk. */
  void sync(Path directory) throws IOException {
    try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Makes one directory if it is absent. Durable after {@link #sync} of its parent. */
  void createDirectory(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectory(directory);
    }
  }

  /** Deletes a file or an empty directory if it is there; when that reaches the disk is all one. */
  void delete(Path path) throws IOException {
    Files.deleteIfExists(path);
  }
}
