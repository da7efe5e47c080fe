package org.bouclier.node.intelligence;

import org.bouclier.detect.Indicator;

/** A value of an object, and what became of it. */
public record WatchedValue(
    long id, Indicator indicator, boolean live, boolean blocked, String precaution) {}
