package org.bouclier.detect.scan;

import org.bouclier.detect.Match;
import org.jspecify.annotations.Nullable;

/**
 * One match in one input.
 *
 * @param input its name
 * @param record the line, counted from 1; in an array of objects or a table, the ordinal of the
 *     object or row
 * @param offset where the found token (of an indicator) or the record (of a rule) stands in the
 *     unpacked input, in bytes; in an input that was written anew as JSON, always the record
 * @param match what was recognised
 * @param time when the event happened, as the record says it, unchanged; null if it does not
 */
public record ScanHit(String input, long record, long offset, Match match, @Nullable String time) {}
