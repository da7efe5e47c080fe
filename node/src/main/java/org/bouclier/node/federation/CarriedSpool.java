package org.bouclier.node.federation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.bouclier.ledger.log.Hash;
import org.bouclier.ledger.log.LedgerException;
import org.bouclier.ledger.log.Note;
import org.bouclier.ledger.log.NoteVerifier;
import org.bouclier.ledger.spool.DiskSpool;
import org.bouclier.ledger.spool.Leaf;
import org.bouclier.ledger.spool.Spool;

/**
 * What couriers brought of a peer's ledger, in {@code data/federation/mirror/<hash of its origin>}:
 * see {@code bouclier ledger import}. The same files as at the peer's, so that the same pull reads
 * them; an object that lies here need not come over the network.
 *
 * @param mirror the copy
 * @param network where the rest is
 */
record CarriedSpool(DiskSpool mirror, Spool network) implements Spool {

  static CarriedSpool of(Path mirrors, NoteVerifier log, Spool network) {
    var place = Hash.sha256(log.name().getBytes(UTF_8)).hex();
    return new CarriedSpool(new DiskSpool(mirrors.resolve(place)), network);
  }

  /** The head of the copy, not verified; empty if nothing was brought. */
  Optional<Note> head() throws IOException {
    try {
      return Optional.of(Note.parse(mirror.read(CHECKPOINT, Note.MAX_BYTES)));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    }
  }

  /** Whether the object that an entry announces was brought. */
  boolean holds(byte[] entry) {
    try {
      var ciphertext = Leaf.parse(entry).ciphertext();
      return ciphertext != null && mirror.contains(ciphertext.sha256());
    } catch (LedgerException noLeaf) {
      return false;
    }
  }

  @Override
  public byte[] read(String path, int maxBytes) throws IOException {
    return network.read(path, maxBytes);
  }

  @Override
  public InputStream read(Hash object, long from, long maxBytes) throws IOException {
    return mirror.contains(object)
        ? mirror.read(object, from, maxBytes)
        : network.read(object, from, maxBytes);
  }
}
