package org.bouclier.node.federation;

import java.util.List;
import org.bouclier.ledger.log.TrustPolicy;

/**
 * The confederation as a trust policy (C2SP tlog-policy), for whoever checks a ledger without a
 * node: {@code bouclier ledger verify --policy}.
 */
final class TrustText {

  private TrustText() {}

  /**
   * The ledgers and witnesses of some cards, of which any one witness will do: the quorum of daily
   * life. Who closes evidence asks for all, and changes one word.
   */
  static String of(List<PeerCard> cards) {
    var text = new StringBuilder("# Bouclier\n");
    for (PeerCard card : cards) {
      text.append("log ").append(card.logKey()).append(' ').append(card.ledger()).append('\n');
    }
    var names = new StringBuilder();
    for (PeerCard card : cards) {
      if (!card.witnessKey().isEmpty()) {
        text.append("witness ").append(card.code()).append(' ').append(card.witnessKey());
        text.append(' ').append(card.ledger()).append("witness\n");
        names.append(' ').append(card.code());
      }
    }
    text.append(
        names.isEmpty()
            ? "quorum none\n"
            : "group confederation any" + names + "\nquorum confederation\n");
    TrustPolicy.parse(text.toString()); // what we hand out is what we would read
    return text.toString();
  }
}
