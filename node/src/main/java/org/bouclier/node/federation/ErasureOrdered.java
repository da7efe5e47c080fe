package org.bouclier.node.federation;

import java.util.UUID;
import org.bouclier.node.site.StateCode;
import org.jspecify.annotations.Nullable;

/**
 * A peer has ordered that what an earlier leaf of its own ledger brought be erased. Its received
 * content is gone already: each desk deletes what it made of it, and the desk that took that kind
 * answers by {@link org.bouclier.node.frontier.Frontier#acknowledge} once that is durable. If
 * nothing was held, this desk answers. Persistent; may be delivered twice.
 *
 * @param id of the order
 * @param from the peer, which is proven to own the erased leaf
 * @param index of the order's leaf in its ledger
 * @param erased index of the leaf that is erased
 * @param content what was received by that leaf, as {@link Received#id} named it; null if nothing
 * @param kind of that content; empty if nothing was received
 */
public record ErasureOrdered(
    UUID id, StateCode from, long index, long erased, @Nullable UUID content, String kind) {}
