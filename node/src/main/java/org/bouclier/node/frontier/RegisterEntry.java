package org.bouclier.node.frontier;

/**
 * One line of the border register with everything that explains it.
 *
 * @param leaf our number of its leaf
 * @param key the proposal's
 * @param entry the leaf as the ledger holds it
 * @param saltKept whether what opens the commitment is still here
 * @param ciphertextBytes length of the sealed object; 0 for a refusal
 */
@SuppressWarnings("ArrayRecordComponent") // a row: never compared
record RegisterEntry(
    RegisterLine line,
    Ruling ruling,
    long leaf,
    String key,
    byte[] entry,
    boolean saltKept,
    long ciphertextBytes) {}
