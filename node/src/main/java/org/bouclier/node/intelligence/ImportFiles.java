package org.bouclier.node.intelligence;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/**
 * Uploaded files, kept on the node's disk until they were imported and a day beyond. Their names
 * are ours: what the sender called them never reaches the disk.
 */
final class ImportFiles {

  private final Path directory;
  private final long maxBytes;

  ImportFiles(Path directory, long maxBytes) {
    this.directory = directory;
    this.maxBytes = maxBytes;
  }

  /** A file that was taken in. */
  record Kept(String name, long sizeBytes, String sha256) {}

  /**
   * Takes a file in; durable when this returns.
   *
   * @throws BrokenFileException if it is empty or larger than allowed; nothing is kept then
   */
  Kept keep(InputStream upload) throws IOException {
    Files.createDirectories(directory);
    String name = UUID.randomUUID() + ".upload";
    Path file = directory.resolve(name);
    var digest = Digest.sha256();
    long size = 0;
    boolean done = false;
    try (var out = new DigestOutputStream(Files.newOutputStream(file), digest)) {
      var buffer = new byte[1 << 16];
      for (int read = upload.read(buffer); read >= 0; read = upload.read(buffer)) {
        size += read;
        if (size > maxBytes) {
          throw new BrokenFileException(
              "intelligence.too-large", "fichier de plus de " + (maxBytes >> 20) + " Mio");
        }
        out.write(buffer, 0, read);
      }
      if (size == 0) {
        throw new BrokenFileException("intelligence.empty", "le fichier est vide");
      }
      done = true;
    } finally {
      if (!done) {
        Files.deleteIfExists(file);
      }
    }
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    return new Kept(name, size, HexFormat.of().formatHex(digest.digest()));
  }

  /** Opens a file as it was sent. */
  InputStream open(String name) throws IOException {
    return Files.newInputStream(path(name));
  }

  /** Deletes a file, if it is there. */
  void delete(String name) {
    try {
      Files.deleteIfExists(path(name));
    } catch (IOException busy) {
      throw new UncheckedIOException(busy);
    }
  }

  /** Deletes what no import needs: a node that was killed between upload and note left it. */
  void deleteAllBut(List<String> needed) {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (var files = Files.newDirectoryStream(directory, "*.upload")) {
      for (Path file : files) {
        if (!needed.contains(file.getFileName().toString())) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private Path path(String name) {
    Path file = directory.resolve(name).normalize();
    if (!directory.normalize().equals(file.getParent())) {
      throw new IllegalArgumentException("not a file of ours: " + name);
    }
    return file;
  }
}
