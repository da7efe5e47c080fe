package org.bouclier.node.frontier;

import java.util.List;
import org.bouclier.node.site.StateCode;

/**
 * The one door by which anything leaves the node.
 *
 * <p>Thread-safe. May be called inside a transaction or outside of any: what it writes is durable
 * when it returns, whatever becomes of the caller's transaction.
 */
public interface Frontier {

  /**
   * Decides on each object for each destination; seals and publishes what may leave; writes every
   * crossing and every refusal in the ledger of exports and in the border register.
   *
   * <p>Idempotent: a second call with the same key publishes nothing more and returns what the
   * first one did, or finishes it if the node was killed in between. The content of a second call
   * with the same key is not looked at.
   *
   * @return one crossing for each destination and group of objects that shared a decision;
   *     destinations that are no peer of ours are refusals too
   * @throws java.io.UncheckedIOException if the disk refuses; call again with the same key
   */
  List<Crossing> export(Proposal proposal);

  /**
   * Answers, in our ledger, a state whose order to erase was carried out here: its origin and index
   * are sealed to it. Idempotent: an order is answered once.
   *
   * @throws IllegalStateException if that state is not known any more
   * @throws java.io.UncheckedIOException if the disk refuses; call again
   */
  void acknowledge(StateCode orderer, ErasureAck answer);

  /** How many entries of the ledger were sealed to a state so far; from memory. */
  long sentTo(StateCode state);
}
