package org.bouclier.detect.bytes;

/**
 * Sorts the bytes of a line into five classes, sixty-four bytes at a time. Two ways of doing it
 * give the same bits: with vectors where the Java machine has them, from a table elsewhere.
 */
interface ByteClassifier {

  /** Bitmaps for each group of 64 bytes: those below, in this order. Bit n speaks of byte n. */
  int MAPS = 5;

  /** Letters, digits, dot, hyphen, underscore. */
  int TOKEN = 0;

  /** Dots. */
  int DOT = 1;

  /** Colons but those that follow a quotation mark, as they do after every name of a JSON line. */
  int COLON = 2;

  /** At signs. */
  int AT = 3;

  /** Line feeds. */
  int LINE_FEED = 4;

  /** The fastest of this machine; vectors as soon as they are compiled. */
  ByteClassifier FASTEST =
      ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()
          ? new WarmingClassifier()
          : new TableClassifier();

  /**
   * Reads {@code 64 * groups} bytes, all of which the buffer holds, and writes {@link #MAPS}
   * bitmaps a group.
   */
  void classify(byte[] buffer, int from, int groups, long[] bits, int first);
}
