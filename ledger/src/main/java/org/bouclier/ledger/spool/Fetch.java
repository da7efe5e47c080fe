package org.bouclier.ledger.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.bouclier.ledger.log.Hash;

/**
 * Goes on with a part of an object until it is whole, and verifies it. What is already there is
 * hashed again, not believed: its last bytes may have been lost with the power.
 */
record Fetch(Hash object, Path part, FileChannel file, long maxBytes) {

  private static final int BUFFER_BYTES = 64 * 1024;

  /**
   * Fetches the rest.
   *
   * @throws SwappedObjectException if the whole does not hash to its name
   * @throws IOException if the link or the disk fails; the part is kept
   */
  void run(Spool from) throws IOException {
    var digest = Hash.newSha256();
    long at = hashPart(digest);
    if (at > 0 && new Hash(copy(digest).digest()).equals(object)) {
      file.force(true);
      return; // the last attempt broke between the last byte and the rename
    }
    file.position(at);
    var buffer = new byte[BUFFER_BYTES];
    try (var in = from.read(object, at, maxBytes)) {
      for (int read; (read = in.read(buffer)) >= 0; at += read) {
        if (at + read > maxBytes) {
          throw new SwappedObjectException(object, new Hash(digest.digest()));
        }
        digest.update(buffer, 0, read);
        var bytes = ByteBuffer.wrap(buffer, 0, read);
        while (bytes.hasRemaining()) {
          file.write(bytes);
        }
      }
    }
    var found = new Hash(digest.digest());
    if (!found.equals(object)) {
      throw new SwappedObjectException(object, found);
    }
    file.force(true);
  }

  private long hashPart(MessageDigest digest) throws IOException {
    if (Files.size(part) > maxBytes) {
      file.truncate(0);
    }
    long bytes = 0;
    var buffer = new byte[BUFFER_BYTES];
    try (var in = Files.newInputStream(part)) {
      for (int read; (read = in.read(buffer)) >= 0; bytes += read) {
        digest.update(buffer, 0, read);
      }
    }
    return bytes;
  }

  private static MessageDigest copy(MessageDigest digest) throws IOException {
    try {
      return (MessageDigest) digest.clone();
    } catch (CloneNotSupportedException impossible) { // the platform's SHA-256 can
      throw new IOException(impossible);
    }
  }
}
