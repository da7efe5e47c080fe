package org.bouclier.detect;

import org.jspecify.annotations.Nullable;

/**
 * An indicator seen in a line.
 *
 * @param id the identifier given with the indicator to {@link IndicatorSet.Builder#add}
 * @param indicator what was listed
 * @param found what was seen: the whole host name, address, URL, hash or mailbox
 * @param offset where {@code found} starts, in bytes from the line's first byte
 * @param lengthBytes bytes of the line that {@code found} spans
 * @param field in a JSON object, the name of the field whose value (or name) holds it, nested names
 *     joined by dots; null in other lines
 */
public record IndicatorMatch(
    long id, Indicator indicator, String found, int offset, int lengthBytes, @Nullable String field)
    implements Match {}
