/**
 * Sealed envelopes: age v1 files to hybrid X25519 and ML-KEM-768 recipients, and the salted
 * commitment by which a leaf of the log binds what an envelope holds. Source: C2SP age.
 */
package org.bouclier.ledger.seal;
