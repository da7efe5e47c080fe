package org.bouclier.node.frontier;

import org.bouclier.node.site.StateCode;

/** Our orders to erase, as those who carry the holders' answers see them. Thread-safe. */
public interface Erasures {

  /**
   * Writes down that a holder has carried out an order of ours; a second time changes nothing.
   *
   * @param holder in whose verified ledger the answer stands
   * @param index of the answer's leaf there
   * @return false if we gave that state no such order
   */
  boolean answered(StateCode holder, long index, ErasureAck answer);
}
