package org.bouclier.detect.scan;

import org.bouclier.detect.log.LogFormat;
import org.jspecify.annotations.Nullable;

/**
 * Whole lines that are scanned together.
 *
 * @param bytes holds the lines from 0; each ends by a line feed, but for the last of an input
 * @param length how many of the bytes
 * @param format of its lines
 * @param offset where the first line stands in the unpacked input, in bytes
 * @param offsets where each line stands there, if lines are not as long as in the input; null if
 *     they follow each other as they do there
 */
record Block(byte[] bytes, int length, LogFormat format, long offset, long @Nullable [] offsets) {}
