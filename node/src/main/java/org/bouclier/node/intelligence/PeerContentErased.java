package org.bouclier.node.intelligence;

import org.bouclier.node.site.StateCode;

/**
 * What a leaf of a peer had brought here is deleted, as it ordered. Persistent; may be delivered
 * twice.
 *
 * @param from the peer
 * @param order index of its order in its ledger
 * @param objects how many were deleted or detached
 */
public record PeerContentErased(StateCode from, long order, long objects) {}
