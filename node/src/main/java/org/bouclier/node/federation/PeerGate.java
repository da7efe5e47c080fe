package org.bouclier.node.federation;

import java.util.Optional;
import org.bouclier.node.site.StateCode;

/** Tells who stands behind a certificate: the only guard of the federation port. Thread-safe. */
interface PeerGate {

  /**
   * The peer that holds a certificate, if we exchange with it now.
   *
   * @param certificateSha256 64 lower-case hexadecimal digits
   */
  Optional<StateCode> holder(String certificateSha256);

  /** The last head of a peer's ledger that was verified here, as it was signed; empty if none. */
  Optional<byte[]> verified(StateCode peer);

  /**
   * Notes how much of our ledger a peer says it has verified, which it tells by waiting for more.
   *
   * @param size entries
   */
  void heard(StateCode peer, long size);
}
