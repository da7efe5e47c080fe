package org.bouclier.node.federation;

import java.time.Instant;
import java.util.UUID;

/** A peer as it is kept: its card, under an identifier of ours. */
record KnownPeer(UUID id, PeerCard card, Instant addedAt, boolean suspended) {}
