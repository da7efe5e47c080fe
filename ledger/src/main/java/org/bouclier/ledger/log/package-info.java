/**
 * The transparency log: hashes, signed notes, tree heads, tiles, proofs, the side that appends and
 * the side that reads and verifies. Formats are those of C2SP (signed-note, tlog-checkpoint,
 * tlog-tiles, tlog-proof) and of RFC 6962 and RFC 9162.
 */
package org.bouclier.ledger.log;
