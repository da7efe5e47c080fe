package org.bouclier.node.frontier;

import java.util.Set;
import org.bouclier.node.site.StateCode;

/**
 * Something has left: it is sealed, written in the ledger of exports, and peers can pull it.
 * Persistent; may be delivered twice.
 *
 * @param key the proposal's
 * @param index of the leaf in the ledger of exports
 * @param destinations who can open it
 */
public record Exported(String key, long index, Set<StateCode> destinations) {

  /** Copies the set. */
  public Exported {
    destinations = Set.copyOf(destinations);
  }
}
