package org.bouclier.detect.sigma;

/** Satisfied by an absent field and by {@code null}; no value satisfies it. */
final class NullTest extends ValueTest {

  @Override
  boolean test(byte[] value, int from, int to) {
    return false;
  }

  @Override
  boolean acceptsNull() {
    return true;
  }
}
