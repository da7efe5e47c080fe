package org.bouclier.detect.archive;

/**
 * What a segment's table says of one block.
 *
 * @param number counted from 0
 * @param offset where its packed bytes begin in the file
 * @param packedBytes how many there are
 * @param payloadBytes raw bytes of lines
 * @param trailerBytes raw bytes after them that say where each run lies
 * @param lines how many lines
 * @param pages how many pages
 * @param minMicros earliest receipt, in microseconds since 1970
 * @param maxMicros latest
 * @param sha256 of the packed bytes
 * @param firstLine lines of the segment before it
 * @param firstByte raw bytes of the segment before it
 * @param firstPage pages of the segment before it
 */
record BlockEntry(
    int number,
    long offset,
    int packedBytes,
    int payloadBytes,
    int trailerBytes,
    int lines,
    int pages,
    long minMicros,
    long maxMicros,
    byte[] sha256,
    long firstLine,
    long firstByte,
    int firstPage) {}
