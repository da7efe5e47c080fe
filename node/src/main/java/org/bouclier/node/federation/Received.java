package org.bouclier.node.federation;

import java.time.Instant;
import java.util.UUID;
import org.bouclier.node.site.StateCode;

/**
 * Something has come from a peer: its leaf is in the peer's verified ledger, its envelope was
 * opened by our key, and its content is the one that the leaf commits to. Published in the
 * transaction that stores the content. Persistent; may be delivered twice, so a desk accepts it
 * idempotently.
 *
 * @param id names the content: {@link Inbox#content}
 * @param from the peer whose ledger it is
 * @param index of the leaf in that ledger
 * @param kind which desk it is for, as in {@code indicators}: a desk ignores those of others
 * @param at when it was accepted here
 */
public record Received(UUID id, StateCode from, long index, String kind, Instant at) {}
