package org.bouclier.stix;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** Finds real data that is too large, or not ours, to ship; a test without it is skipped aloud. */
final class TestData {

  private TestData() {}

  /**
   * A file under the data directory: system property or environment variable {@code
   * BOUCLIER_TEST_DATA}, else {@code shared/data} beside any parent of the working directory.
   */
  static Path file(String name) {
    var directory = directory();
    var file = directory == null ? null : directory.resolve(name);
    Assumptions.assumeTrue(
        file != null && Files.exists(file),
        "SKIPPED: no test data " + name + " (BOUCLIER_TEST_DATA)");
    return Objects.requireNonNull(file);
  }

  private static @Nullable Path directory() {
    var given = System.getProperty("BOUCLIER_TEST_DATA", System.getenv("BOUCLIER_TEST_DATA"));
    if (given != null) {
      return Path.of(given);
    }
    for (var at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      var candidate = at.resolve("shared").resolve("data");
      if (Files.isDirectory(candidate)) {
        return candidate;
      }
    }
    return null;
  }
}
