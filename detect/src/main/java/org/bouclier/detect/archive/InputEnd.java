package org.bouclier.detect.archive;

/**
 * A file that ends in a segment: what it must be when it is put together again.
 *
 * @param origin number of its {@link LineOrigin} in the segment
 * @param bytes of the whole file, unpacked
 * @param lines of the whole file
 * @param sha256 of its bytes
 */
record InputEnd(int origin, long bytes, long lines, byte[] sha256) {}
