package org.bouclier.node.federation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.util.Objects;
import org.bouclier.ledger.log.Hash;
import org.bouclier.ledger.log.LedgerException;
import org.bouclier.ledger.seal.SealIdentity;
import org.bouclier.ledger.seal.SealedContent;
import org.bouclier.ledger.spool.DiskSpool;
import org.bouclier.ledger.spool.Leaf;
import org.bouclier.ledger.spool.Spool;
import org.bouclier.ledger.spool.SpoolStatusException;
import org.bouclier.ledger.spool.SwappedObjectException;
import org.bouclier.node.frontier.ErasureAck;
import org.bouclier.node.frontier.ErasureOrder;
import org.bouclier.node.frontier.Parcel;
import org.bouclier.node.site.StateCode;

/**
 * Takes one entry of a peer's ledger, already verified up to the signed root, as far as it goes:
 * leaf, sealed object, envelope, commitment, parcel. Whatever does not hold is a refusal of that
 * entry with its reason; only a broken link, which says nothing of the entry, is an error.
 *
 * @param own who we are
 * @param identity opens what is sealed to us
 * @param store where objects come to, whole or in part, so that a cut link costs nothing twice
 */
record Reception(StateCode own, SealIdentity identity, DiskSpool store, Clock clock) {

  /**
   * A larger object is refused before it is fetched: a border that cuts its bundles stays below.
   */
  static final int MAX_OBJECT_BYTES = 1 << 24;

  /**
   * Takes one entry.
   *
   * @param peer whose ledger it is in
   * @param from where its objects are
   * @throws IOException if the link or our disk fails; call again
   */
  Outcome take(StateCode peer, byte[] entry, Spool from) throws IOException {
    try {
      var leaf = Leaf.parse(entry);
      return carries(leaf) && leaf.dest().contains(own.value())
          ? open(peer, leaf, from)
          : new Outcome.Passed();
    } catch (SwappedObjectException swapped) { // the peer may put the right file back
      return new Outcome.Refused(Problem.of(swapped), true);
    } catch (LedgerException refused) {
      return new Outcome.Refused(Problem.of(refused), false);
    }
  }

  private Outcome open(StateCode peer, Leaf leaf, Spool from) throws IOException {
    var ciphertext = leaf.ciphertext();
    if (ciphertext == null) {
      return refused("objet-non-annonce", "La feuille nous est adressée mais n’annonce aucun pli.");
    }
    if (ciphertext.maxBytes() > MAX_OBJECT_BYTES) {
      return refused("objet-trop-grand", "Le pli annoncé passe la taille que ce nœud accepte.");
    }
    try {
      store.fetch(ciphertext.sha256(), from, ciphertext.maxBytes());
    } catch (NoSuchFileException absent) {
      return leaf.exp().isBefore(clock.instant())
          ? refused("objet-expire", "Le pli a expiré avant d’avoir pu être lu.")
          : new Outcome.Refused(
              new Problem(
                  "objet-absent",
                  "Le pli annoncé n’est pas chez ce pair.",
                  Objects.toString(absent.getMessage(), "")),
              true);
    } catch (SpoolStatusException refusing) {
      return new Outcome.Refused(
          new Problem(
              "objet-indisponible",
              "Ce pair ne donne pas le pli qu’il annonce.",
              Objects.toString(refusing.getMessage(), "")),
          true);
    }
    var content = new ByteArrayOutputStream();
    try (var sealed = store.open(ciphertext.sha256(), ciphertext.maxBytes())) {
      SealedContent.open(identity, sealed, content, leaf.commit());
    }
    return parcel(peer, leaf, content.toByteArray());
  }

  private Outcome parcel(StateCode peer, Leaf leaf, byte[] content) {
    Parcel parcel;
    try {
      parcel = Parcel.parse(content);
    } catch (IllegalArgumentException unreadable) {
      return refused("colis-forme", "Le contenu du pli n’a pas la forme convenue.");
    }
    if (!parcel.from().equals(peer)) {
      return refused(
          "colis-expediteur", "Le pli vient d’un autre État que celui dont le registre l’annonce.");
    }
    if (!parcel.to().stream().map(StateCode::value).toList().equals(leaf.dest())) {
      return refused(
          "colis-destinataires", "Les destinataires du pli ne sont pas ceux de la feuille.");
    }
    if (!leaf.type().equals(typeOf(parcel.kind()))) {
      return refused("colis-genre", "Le genre du pli n’est pas celui que la feuille annonce.");
    }
    return new Outcome.Opened(leaf, parcel);
  }

  private static boolean carries(Leaf leaf) {
    return switch (leaf.type()) {
      case Leaf.EXPORT -> true;
      case Leaf.ERASURE, Leaf.ACK -> leaf.ciphertext() != null;
      default -> false;
    };
  }

  /** Orders to erase, and answers to them, show what they are to everybody who reads a ledger. */
  private static String typeOf(String kind) {
    return switch (kind) {
      case ErasureOrder.KIND -> Leaf.ERASURE;
      case ErasureAck.KIND -> Leaf.ACK;
      default -> Leaf.EXPORT;
    };
  }

  private static Outcome refused(String code, String text) {
    return new Outcome.Refused(new Problem(code, text, ""), false);
  }

  /** Forgets the object of an entry that is done with. */
  void forget(byte[] entry) throws IOException {
    try {
      var ciphertext = Leaf.parse(entry).ciphertext();
      if (ciphertext != null) {
        store.delete(ciphertext.sha256());
      }
    } catch (LedgerException noLeaf) {
      // it had no object
    }
  }

  /** Deletes every whole object; parts stay, to be gone on with. */
  void sweep() throws IOException {
    for (Hash object : store.objects()) {
      store.delete(object);
    }
  }
}
