package org.bouclier.border;

import java.util.Optional;
import org.bouclier.stix.Tlp;

/**
 * Where an object comes from, and how its source marked it.
 *
 * @param source code of the state it was received from; empty if it is ours
 * @param tlp level that the source gave it; only the source may lower it
 */
public record Origin(Optional<String> source, Tlp tlp) {

  /** Ours: whoever decides here is the source, and may set any level. */
  public static Origin ours(Tlp tlp) {
    return new Origin(Optional.empty(), tlp);
  }

  /** Received from another state, under that level. */
  public static Origin received(String state, Tlp tlp) {
    return new Origin(Optional.of(state), tlp);
  }
}
