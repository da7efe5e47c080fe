package org.bouclier.node.federation;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.bouclier.node.site.StateCode;

/** The peers of this node: whom it pulls from and who may pull from it. Thread-safe. */
public interface Peers {

  /** Every peer, suspended ones too, ordered by code. */
  List<Peer> list();

  /** The codes of those with whom we exchange now: neither suspended nor refused. */
  Set<StateCode> active();

  /**
   * Every peer, suspended ones too, and the number of its declaration: another one if it was
   * removed and declared anew, perhaps with other keys.
   */
  Map<StateCode, UUID> declared();

  /**
   * Adds a peer, whose fingerprint has been compared; writes it in the audit.
   *
   * @throws RefusedPeerException if it is this node itself, or a peer of that code, key,
   *     certificate or address is known already
   */
  Peer add(PeerCard card);

  /** Stops exchanging with a peer, both ways, until {@link #resume}; keeps all that is known. */
  void suspend(StateCode code);

  /** Exchanges again. Also lifts a refusal, after which the peer's ledger is verified anew. */
  void resume(StateCode code);

  /** Forgets a peer's keys and its position; what was received from it stays. */
  void remove(StateCode code);
}
