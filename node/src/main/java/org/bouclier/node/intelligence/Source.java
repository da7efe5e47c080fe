package org.bouclier.node.intelligence;

import org.bouclier.node.site.StateCode;
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

  /**
   * Whether the identifier of an indicator is one that the people of this state give to its value.
   * A list may have given it too, but only its own state knows the list's name.
   */
  boolean gave(Draft draft) {
    var state = kind == SourceKind.PEER || kind == SourceKind.HOUSE ? StateCode.of(name) : null;
    if (state == null || state.isEmpty() || draft.values().size() != 1) {
      return false;
    }
    var identity = new StateIdentity(state.get());
    return identity
        .made(draft.values().getFirst())
        .anyMatch(id -> id.toString().equals(draft.id()));
  }

  /** Whether it stands outside of this node: only itself may then change what it said. */
  public boolean isPeer() {
    return kind == SourceKind.PEER;
  }
}
