package org.bouclier.ledger.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * The real data that is too large for the repository. A test that needs it is skipped, aloud, where
 * it is absent; a sample in the repository covers the same code always.
 */
public final class SharedData {

  private static final String NAME = "BOUCLIER_TEST_DATA";

  private SharedData() {}

  /** Unpacks an archive of the shared data below {@code target}, which it returns. */
  public static Path unpack(String archive, Path target) throws IOException, InterruptedException {
    var file = find(archive);
    Assumptions.assumeTrue(
        file != null, () -> "SKIPPED: " + archive + " is absent; set " + NAME + " to find it");
    var tar =
        new ProcessBuilder("tar", "-xJf", String.valueOf(file), "-C", target.toString())
            .inheritIO()
            .start();
    Assumptions.assumeTrue(tar.waitFor() == 0, "SKIPPED: tar and xz are needed for " + archive);
    return target;
  }

  private static @Nullable Path find(String name) {
    var given = System.getProperty(NAME, System.getenv(NAME));
    if (given != null) {
      var file = Path.of(given, name);
      return Files.exists(file) ? file : null;
    }
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      var file = at.resolve("shared/data").resolve(name);
      if (Files.exists(file)) {
        return file;
      }
    }
    return null;
  }
}
