package org.bouclier.node.intelligence;

import java.time.Instant;
import org.bouclier.detect.Indicator;
import org.bouclier.node.web.Severity;
import org.bouclier.stix.Tlp;
import org.jspecify.annotations.Nullable;

/** A line of the list. */
public record ObjectLine(
    long number,
    String id,
    String kind,
    String name,
    Tlp tlp,
    @Nullable IndicatorStatus status,
    Severity severity,
    String source,
    SourceKind sourceKind,
    Instant changedAt,
    @Nullable Indicator value,
    long values,
    long sightings) {

  public ObjectFilter.Position position() {
    return new ObjectFilter.Position(changedAt, number);
  }
}
