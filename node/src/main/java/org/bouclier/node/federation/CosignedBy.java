package org.bouclier.node.federation;

import java.time.Instant;
import org.bouclier.node.site.StateCode;

/**
 * A verified cosignature of a ledger's head.
 *
 * @param witness the state whose node cosigned it
 * @param at when, by that node's clock
 */
public record CosignedBy(StateCode witness, Instant at) {}
