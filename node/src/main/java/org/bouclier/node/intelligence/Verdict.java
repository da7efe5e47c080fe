package org.bouclier.node.intelligence;

import java.time.Instant;
import java.util.UUID;
import org.bouclier.stix.Tlp;
import org.jspecify.annotations.Nullable;

/**
 * What to do with an object that comes in, given what is known of it. Pure, so that a dry run and a
 * real import cannot disagree.
 *
 * <p>The rules, in order:
 *
 * <ol>
 *   <li>the same thing again is a duplicate, from whomever;
 *   <li>what a peer said, only that peer changes, unless its identifier is one that the sender
 *       gives; what we say, no peer changes;
 *   <li>a version is written once: other words under the same time are refused;
 *   <li>an older version than ours changes nothing;
 *   <li>what its author took back stays so: said again, it is another object (STIX 2.1, section
 *       3.2);
 *   <li>between sources of this node, the marking never gets wider: only the source may lower it.
 * </ol>
 */
sealed interface Verdict {

  /** It was unknown. */
  record New() implements Verdict {}

  /**
   * It replaces what we have.
   *
   * @param tlp its marking from now on
   */
  record Newer(Tlp tlp) implements Verdict {}

  /**
   * It replaces what we have, and its source becomes the sender: the identifier follows from the
   * sender's name and this very value, so whoever said it before had taken it from him.
   */
  record Owner() implements Verdict {}

  /** Nothing to do; the code says why if it is not plain. */
  record Same(String code, String reason) implements Verdict {}

  /** It is not kept. */
  record No(Refusal refusal) implements Verdict {}

  /**
   * What is known of the object.
   *
   * @param source the number of whoever said it first
   * @param peer whether that is a peer
   * @param revoked whether its author took it back
   */
  record Before(
      int source, boolean peer, Instant modified, UUID digest, Tlp tlp, boolean revoked) {}

  /** Decides. */
  static Verdict of(Draft draft, Source source, @Nullable Before before) {
    if (before == null) {
      return new New();
    }
    if (draft.digest().equals(before.digest())) {
      return new Same("", "");
    }
    boolean other = before.source() != source.id();
    if (other && before.peer() && source.gave(draft)) {
      return new Owner();
    }
    if (other && (before.peer() || source.isPeer())) {
      return new No(
          new Refusal(
              "intelligence.other-source",
              "déjà connu par une autre source, seule à pouvoir le changer"));
    }
    if (draft.isVersioned() && !draft.undated()) {
      if (draft.modified().equals(before.modified())) {
        return new No(
            new Refusal("intelligence.same-version", "même version, mais un autre contenu"));
      }
      if (draft.modified().isBefore(before.modified())) {
        return new Same("intelligence.older", "une version plus récente est connue");
      }
    }
    if (before.revoked() && !draft.revoked()) {
      return new No(
          new Refusal(
              "intelligence.revoked", "révoqué, et pour toujours sous cet identifiant (STIX 2.1)"));
    }
    return new Newer(other ? draft.tlp().strictest(before.tlp()) : draft.tlp());
  }
}
