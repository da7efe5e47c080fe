package org.bouclier.stix;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The common properties of an object, read once (STIX 2.1, section 3.2). */
record Envelope(
    @Nullable Instant created,
    @Nullable Instant modified,
    boolean revoked,
    @Nullable Integer confidence,
    List<String> labels,
    @Nullable StixId createdBy,
    List<StixId> markingRefs,
    List<GranularMarking> granularMarkings,
    List<ExternalReference> externalReferences) {

  Envelope {
    labels = List.copyOf(labels);
    markingRefs = List.copyOf(markingRefs);
    granularMarkings = List.copyOf(granularMarkings);
    externalReferences = List.copyOf(externalReferences);
  }
}
