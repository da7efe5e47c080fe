package org.bouclier.node.frontier;

import java.util.List;
import java.util.UUID;
import org.bouclier.node.site.StateCode;
import org.bouclier.stix.StixId;

/**
 * One line of the border register: some objects, one destination, one decision.
 *
 * @param id identifies the line; its page is {@code /frontiere/<id>}
 * @param index of the leaf in the ledger of exports, {@code >= 0}
 * @param destination who was to receive them
 * @param verdict whether they left
 * @param code of the refusal, as in {@code frontiere.interdit}; empty if something left
 * @param form how much of them left, as {@link org.bouclier.border.Form} names it; empty for a
 *     refusal
 * @param objects what was decided on, by the identifiers that the proposal gave them
 * @param reasons the determining rules, in French, in the order in which they count
 */
public record Crossing(
    UUID id,
    long index,
    StateCode destination,
    Verdict verdict,
    String code,
    String form,
    List<StixId> objects,
    List<String> reasons) {

  /** Copies the lists. */
  public Crossing {
    objects = List.copyOf(objects);
    reasons = List.copyOf(reasons);
  }

  /** The code of what was refused only because the destination is no active peer at that time. */
  public static final String NO_KEY = "frontiere.sans-cle";

  /** Whether something left. */
  public enum Verdict {
    CROSSED,
    REFUSED
  }
}
