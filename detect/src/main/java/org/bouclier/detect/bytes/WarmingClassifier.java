package org.bouclier.detect.bytes;

/**
 * Vectors, but from the table until the Java machine has compiled them: interpreted, each vector is
 * an object, and the first megabyte would take as long as the hundred after it.
 */
final class WarmingClassifier implements ByteClassifier {

  private static final int GROUPS = 64;
  private static final int ROUNDS = 2_000; // by then it is compiled for good

  private volatile ByteClassifier current = new TableClassifier();

  WarmingClassifier() {
    Thread.ofPlatform().name("vectors").daemon().start(this::warm);
  }

  private void warm() {
    var vectors = new VectorClassifier();
    byte[] buffer = new byte[64 * GROUPS];
    long[] bits = new long[MAPS * GROUPS];
    for (int round = 0; round < ROUNDS; round++) {
      vectors.classify(buffer, 0, GROUPS, bits, 0);
    }
    current = vectors;
  }

  @Override
  public void classify(byte[] buffer, int from, int groups, long[] bits, int first) {
    current.classify(buffer, from, groups, bits, first);
  }
}
