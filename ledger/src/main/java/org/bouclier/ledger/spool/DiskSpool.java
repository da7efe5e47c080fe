package org.bouclier.ledger.spool;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.bouclier.ledger.log.Hash;
import org.bouclier.ledger.log.TileSource;

/**
 * A spool on a directory: beside a {@link org.bouclier.ledger.log.TiledLog} on the same one, on a
 * USB stick, or a copy of a peer's.
 *
 * <p>Objects come to the disk whole or not at all: written under {@code .state}, synced, renamed to
 * their hash, the directory synced. Thread-safe; several processes may use one directory.
 */
public final class DiskSpool implements Spool {

  private static final String INCOMING = ".state/incoming";
  private static final String OBJECTS = "objects";
  private static final int BUFFER_BYTES = 64 * 1024;

  private final Path directory;
  private final TileSource tiles;

  /** A spool on a directory, which is made when something is first put there. */
  public DiskSpool(Path directory) {
    this.directory = directory;
    this.tiles = TileSource.of(directory);
  }

  /** What was put, and its name. */
  public record Stored(Hash sha256, long bytes) {}

  /** Where the spool is. */
  public Path directory() {
    return directory;
  }

  @Override
  public byte[] read(String path, int maxBytes) throws IOException {
    return tiles.read(path, maxBytes);
  }

  @Override
  public InputStream read(Hash object, long from, long maxBytes) throws IOException {
    var file = file(object);
    long bytes = bytes(object);
    if (bytes > maxBytes) {
      throw new OversizedObjectException(file.toString(), maxBytes);
    }
    if (from > bytes) {
      throw new IOException(file + " has " + bytes + " bytes: asked from " + from);
    }
    var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
    try {
      in.skipNBytes(from);
      return in;
    } catch (IOException failed) {
      in.close();
      throw failed;
    }
  }

  /** Whether the object is here. Its bytes are verified when it is opened. */
  public boolean contains(Hash object) {
    return Files.isRegularFile(file(object), LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * The length of an object.
   *
   * @throws NoSuchFileException if it is not here
   */
  public long bytes(Hash object) throws IOException {
    if (!contains(object)) {
      throw new NoSuchFileException(file(object).toString());
    }
    return Files.size(file(object));
  }

  /**
   * Puts all that a stream holds, durably, under its hash.
   *
   * @param maxBytes the most to take
   * @throws IOException if the stream or the disk fails or the stream is longer; then nothing is
   *     left
   */
  public Stored put(InputStream ciphertext, long maxBytes) throws IOException {
    return put(out -> {
      var buffer = new byte[BUFFER_BYTES];
      long left = maxBytes;
      for (int read; (read = ciphertext.read(buffer)) >= 0; left -= read) {
        if (read > left) {
          throw new IOException("the object is longer than " + maxBytes + " bytes");
        }
        out.write(buffer, 0, read);
      }
    });
  }

  /** Writes an object somewhere. */
  @FunctionalInterface
  public interface ObjectWriter {

    /** Writes all of it; does not close the stream. */
    void write(OutputStream out) throws IOException;
  }

  /**
   * Puts what a writer writes, durably, under its hash: an envelope can be sealed straight into the
   * spool.
   *
   * @throws IOException if the writer or the disk fails; then nothing is left
   */
  public Stored put(ObjectWriter writer) throws IOException {
    var incoming = Files.createDirectories(directory.resolve(INCOMING));
    var temporary = incoming.resolve(UUID.randomUUID() + ".tmp");
    try {
      Hash sha256;
      try (var file = new FileOutputStream(temporary.toFile())) {
        var hashed = new DigestOutputStream(file, Hash.newSha256());
        writer.write(hashed);
        file.getFD().sync();
        sha256 = new Hash(hashed.getMessageDigest().digest());
      }
      long bytes = Files.size(temporary);
      settle(temporary, sha256);
      return new Stored(sha256, bytes);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /**
   * Fetches an object from another spool, durably, and verifies it. If the link breaks, what came
   * is kept and the next call goes on from there, also after a restart.
   *
   * @param maxBytes the most that the object may have
   * @return false if it was here already
   * @throws SwappedObjectException if the other gives other bytes; then nothing is kept
   * @throws IOException if the link or the disk fails, or another is fetching it
   */
  public boolean fetch(Hash object, Spool from, long maxBytes) throws IOException {
    if (contains(object)) {
      return false;
    }
    var incoming = Files.createDirectories(directory.resolve(INCOMING));
    var part = incoming.resolve(object.hex() + ".part");
    try (var file = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      lock(file, part);
      new Fetch(object, part, file, maxBytes).run(from);
      settle(part, object);
    } catch (SwappedObjectException swapped) {
      Files.deleteIfExists(part);
      throw swapped;
    }
    return true;
  }

  private static void lock(FileChannel file, Path part) throws IOException {
    try {
      if (file.tryLock() != null) { // let go when the channel is closed
        return;
      }
    } catch (OverlappingFileLockException byThisProcess) {
      throw new IOException(part + " is being fetched already", byThisProcess);
    }
    throw new IOException(part + " is being fetched by another process");
  }

  private void settle(Path temporary, Hash object) throws IOException {
    var objects = directory.resolve(OBJECTS);
    if (!Files.isDirectory(objects)) {
      Files.createDirectories(objects);
      sync(directory);
    }
    Files.move(
        temporary,
        file(object),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    sync(objects);
  }

  /**
   * Deletes an object, durably: it has expired, or must be erased. Also what was fetched of it.
   *
   * @return false if it was not here
   */
  public boolean delete(Hash object) throws IOException {
    Files.deleteIfExists(directory.resolve(INCOMING).resolve(object.hex() + ".part"));
    boolean deleted = Files.deleteIfExists(file(object));
    if (deleted) {
      sync(directory.resolve(OBJECTS));
    }
    return deleted;
  }

  /** The names of the objects that are here, in no order. Other files are passed over. */
  public List<Hash> objects() throws IOException {
    var objects = directory.resolve(OBJECTS);
    var names = new ArrayList<Hash>();
    if (Files.isDirectory(objects)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(objects)) {
        for (Path file : files) {
          var name = file.getFileName().toString();
          if (name.matches("[0-9a-f]{64}\\.age")) {
            names.add(Hash.ofHex(name.substring(0, 64)));
          }
        }
      } catch (DirectoryIteratorException wrapped) {
        throw wrapped.getCause();
      }
    }
    return names;
  }

  private static void sync(Path directory) throws IOException {
    try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private Path file(Hash object) {
    return directory.resolve(Spool.path(object));
  }
}
