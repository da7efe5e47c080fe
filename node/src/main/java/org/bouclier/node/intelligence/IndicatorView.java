package org.bouclier.node.intelligence;

import java.time.Instant;
import java.util.List;
import org.bouclier.detect.Indicator;
import org.bouclier.node.web.Severity;
import org.bouclier.stix.Pap;
import org.bouclier.stix.StixId;
import org.bouclier.stix.Tlp;
import org.jspecify.annotations.Nullable;

/**
 * An indicator as other desks see it.
 *
 * @param name what lists call it
 * @param values what it makes the engine look for; empty if its pattern is more than a list
 * @param confidence 0 to 100; null if its author does not say
 * @param source who said it: a list, a feed, or the code of a state
 * @param fromPeer whether that is a peer
 * @param receivedAt when this node first knew of it
 * @param validUntil its last moment; null if it has none
 * @param shared whether peers were told by us
 */
public record IndicatorView(
    StixId id,
    String name,
    List<Indicator> values,
    IndicatorStatus status,
    Severity severity,
    Tlp tlp,
    @Nullable Pap pap,
    @Nullable Integer confidence,
    String source,
    boolean fromPeer,
    Instant receivedAt,
    @Nullable Instant validUntil,
    boolean shared) {

  /** Copies the list. */
  public IndicatorView {
    values = List.copyOf(values);
  }
}
