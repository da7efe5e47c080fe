package org.bouclier.node.response;

import java.time.Instant;
import java.util.UUID;
import org.bouclier.node.web.Severity;
import org.bouclier.stix.Tlp;

/** An incident as a list shows it. */
public record IncidentRow(
    UUID id,
    String reference,
    String title,
    Severity severity,
    Tlp tlp,
    RsitClass rsit,
    IncidentStatus status,
    int alerts,
    Instant openedAt,
    Instant updatedAt) {}
