package org.bouclier.node.intelligence;

import org.bouclier.stix.Tlp;

/**
 * Where objects come from.
 *
 * @param id its number here
 * @param name unique within its kind; a state code for a peer
 * @param defaultTlp what an object of it is marked when it says nothing
 * @param trust 0 to 100
 * @param acceptance what becomes of its indicators
 */
public record Source(
    int id, SourceKind kind, String name, Tlp defaultTlp, int trust, Acceptance acceptance) {

  /** Whether it stands outside of this node: only itself may then change what it said. */
  public boolean isPeer() {
    return kind == SourceKind.PEER;
  }
}
