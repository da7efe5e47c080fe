package org.bouclier.node.federation;

import java.time.Instant;
import java.util.UUID;
import org.bouclier.node.site.StateCode;

/**
 * What a peer signed, or served, that contradicts what it signed before.
 *
 * @param refusal the code of the refusal, as in {@code journal-equivoque}
 * @param seen the note that was verified before; empty if none
 * @param offered the note that was refused
 * @param proof a text that proves it to anyone who has the ledger's key; empty if the notes are all
 * @param file where the same lies on the disk
 * @param times how often it was offered
 */
public record Evidence(
    UUID id,
    StateCode state,
    String logKey,
    String refusal,
    String seen,
    String offered,
    String proof,
    String file,
    Instant firstAt,
    Instant lastAt,
    long times) {}
