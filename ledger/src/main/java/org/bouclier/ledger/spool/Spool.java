package org.bouclier.ledger.spool;

import java.io.IOException;
import java.io.InputStream;
import org.bouclier.ledger.log.Hash;
import org.bouclier.ledger.log.TileSource;

/**
 * A log and the sealed objects that its leaves announce, wherever they lie.
 *
 * <pre>{@code
 * checkpoint                    the signed head
 * tile/...                      the log: see log.Tile
 * objects/<64 hex>.age          a ciphertext, named by its SHA-256
 * }</pre>
 *
 * <p>Nothing that a spool gives is trusted: the log by its signature, an object by its name.
 */
public interface Spool extends TileSource {

  /** The path of an object in every spool. */
  static String path(Hash object) {
    return "objects/" + object.hex() + ".age";
  }

  /**
   * Reads an object from some place on, unverified: to resume a transfer.
   *
   * @param from how many bytes to leave out, {@code >= 0}; may be the whole length, then the stream
   *     is empty
   * @param maxBytes the most that the whole object may have
   * @throws java.nio.file.NoSuchFileException if this spool has no such object
   * @throws IOException if it cannot be read, is shorter than {@code from} or longer than {@code
   *     maxBytes}; also from the stream
   */
  InputStream read(Hash object, long from, long maxBytes) throws IOException;

  /**
   * Reads an object and verifies it: the stream ends without an error only if all its bytes hash to
   * the object's name. Until then a caller must not act on a part.
   *
   * @param maxBytes the most that the object may have
   * @throws java.nio.file.NoSuchFileException if this spool has no such object
   * @throws IOException as {@link #read(Hash, long, long)}
   */
  default InputStream open(Hash object, long maxBytes) throws IOException {
    return new VerifiedObject(object, read(object, 0, maxBytes));
  }
}
