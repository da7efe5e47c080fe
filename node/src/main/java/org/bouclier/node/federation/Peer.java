package org.bouclier.node.federation;

import java.time.Instant;
import org.bouclier.node.web.PeerLinks;
import org.jspecify.annotations.Nullable;

/**
 * A peer and what is known of its ledger now.
 *
 * @param card what it gave us
 * @param suspended whether somebody here stopped the exchange
 * @param state of the link
 * @param announcedSize entries that its last signed head announces
 * @param verifiedSize entries of it that were read and verified up to the signed root
 * @param lastContact when it last answered; null if never
 * @param lastVerified when it was last verified up to its end; null if never
 * @param problem what went wrong last, in French; empty if nothing
 */
public record Peer(
    PeerCard card,
    boolean suspended,
    PeerLinks.State state,
    long announcedSize,
    long verifiedSize,
    @Nullable Instant lastContact,
    @Nullable Instant lastVerified,
    String problem) {}
