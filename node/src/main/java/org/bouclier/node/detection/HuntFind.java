package org.bouclier.node.detection;

import java.time.Instant;
import org.bouclier.detect.IndicatorKind;

/**
 * One match of a look back.
 *
 * @param position in the order of the archive, from 1
 * @param indicator in normal form
 * @param found what was seen
 * @param source the name of its source
 * @param eventAt when it happened, as the line says; else when it was received
 * @param segment in which the line lies
 * @param sha256 of that segment
 * @param line of the segment, from 1
 * @param offset in its raw bytes
 * @param sample the line around the match
 */
public record HuntFind(
    long position,
    IndicatorKind kind,
    String indicator,
    String found,
    String source,
    Instant eventAt,
    Instant receivedAt,
    String segment,
    String sha256,
    int block,
    long line,
    long offset,
    Sample sample) {}
