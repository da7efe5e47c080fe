package org.bouclier.detect;

/**
 * An indicator and the caller's number for it. One number may cover several indicators, as a STIX
 * pattern does; one indicator may have several numbers, as when two feeds list it.
 *
 * @param indicator what to look for, in normal form
 * @param id the caller's number, given back in each {@link IndicatorMatch}
 */
public record IndicatorEntry(Indicator indicator, long id) {}
