package org.bouclier.detect.sigma;

/** Satisfied by every value, as a lone {@code *} is; not by a field that is absent or null. */
final class AnyValueTest extends ValueTest {

  @Override
  boolean test(byte[] value, int from, int to) {
    return true;
  }
}
