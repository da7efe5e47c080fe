package org.bouclier.node.frontier;

import java.util.List;
import org.bouclier.ledger.seal.SealRecipient;
import org.bouclier.node.site.StateCode;

/**
 * Whom this node may seal to. Brought by the federation, which stands above this desk; answers from
 * memory. Thread-safe.
 */
public interface PeerDirectory {

  /** The peers with whom we exchange now, each with its key, ordered by code. */
  List<Recipient> recipients();

  /**
   * The same, with those whom somebody here has suspended: what is sealed to them waits until they
   * may pull again. For orders that must reach whoever holds something of ours.
   */
  default List<Recipient> known() {
    return recipients();
  }

  /** A state and the key to which its envelopes are sealed. */
  record Recipient(StateCode state, SealRecipient key) {}
}
