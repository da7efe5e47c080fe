package org.bouclier.node.intelligence;

import java.time.Instant;
import org.bouclier.detect.precaution.PrecautionKind;

/** A list without its entries. */
public record PrecautionLine(
    int id,
    String name,
    String description,
    PrecautionKind kind,
    String origin,
    String licence,
    long version,
    boolean builtIn,
    boolean enabled,
    int entries,
    Instant loadedAt,
    long holds) {}
