package org.bouclier.node.federation;

import org.bouclier.ledger.spool.Leaf;
import org.bouclier.node.frontier.Parcel;

/** What came of one entry of a peer's verified ledger. */
sealed interface Outcome {

  /** It is for others, or asks nothing of us. */
  record Passed() implements Outcome {}

  /** It is for us, was opened, and its content is the one that the leaf commits to. */
  record Opened(Leaf leaf, Parcel parcel) implements Outcome {}

  /**
   * It is for us, or unreadable, and cannot be accepted. The entries after it can.
   *
   * @param retry whether it may do better later
   */
  record Refused(Problem problem, boolean retry) implements Outcome {}
}
