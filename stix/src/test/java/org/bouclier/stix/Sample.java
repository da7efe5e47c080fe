package org.bouclier.stix;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** Small files shipped beside the tests. */
final class Sample {

  private Sample() {}

  static InputStream open(String name) {
    return Objects.requireNonNull(Sample.class.getResourceAsStream(name), name);
  }

  static String text(String name) throws IOException {
    try (var input = open(name)) {
      return new String(input.readAllBytes(), UTF_8);
    }
  }
}
