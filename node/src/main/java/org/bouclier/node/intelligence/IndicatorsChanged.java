package org.bouclier.node.intelligence;

/**
 * The live set may have changed. In memory only, after the commit: whoever missed it reads {@link
 * LiveIndicators} at its start.
 *
 * @param revision of the live set, at least
 */
public record IndicatorsChanged(long revision) {}
