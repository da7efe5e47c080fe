package org.bouclier.node.intelligence;

import java.time.Instant;
import org.bouclier.node.web.Severity;
import org.bouclier.stix.Pap;
import org.bouclier.stix.Tlp;
import org.jspecify.annotations.Nullable;

/** One object, with its source. */
public record KnownObject(
    long number,
    String id,
    String type,
    String kind,
    String name,
    Tlp tlp,
    @Nullable Pap pap,
    @Nullable IndicatorStatus status,
    Severity severity,
    @Nullable Integer confidence,
    Source source,
    Instant createdAt,
    Instant modifiedAt,
    @Nullable Instant validFrom,
    @Nullable Instant validUntil,
    Instant receivedAt,
    Instant changedAt,
    String decidedBy,
    @Nullable Instant sharedAt,
    String body) {}
