package org.bouclier.detect;

import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Finds the real data that is too large, or not licensed, to be kept with the sources: the folder
 * named by the property or variable {@code BOUCLIER_TEST_DATA}, else {@code shared/data} beside the
 * checkout.
 */
public final class SharedData {

  private SharedData() {}

  /** The file, or the end of the test as skipped, with the name of what is missing. */
  public static Path require(String name) {
    Path root = root();
    if (root == null || !Files.exists(root.resolve(name))) {
      return abort("real data is absent: shared/data/" + name + " (set BOUCLIER_TEST_DATA)");
    }
    return root.resolve(name);
  }

  private static @Nullable Path root() {
    String set = System.getProperty("BOUCLIER_TEST_DATA", System.getenv("BOUCLIER_TEST_DATA"));
    if (set != null) {
      return Path.of(set);
    }
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.isDirectory(at.resolve("shared/data"))) {
        return at.resolve("shared/data");
      }
    }
    return null;
  }

  /** Unpacks {@code name} by the system's xz (or tar) into memory or a folder. */
  public static byte[] unxz(String name) throws Exception {
    Path file = require(name);
    Process process = new ProcessBuilder("xz", "-dc", file.toString()).start();
    byte[] bytes = process.getInputStream().readAllBytes();
    if (process.waitFor() != 0) {
      throw new IllegalStateException("xz failed on " + file);
    }
    return bytes;
  }

  /** Unpacks an archive into a folder. */
  public static void untar(String name, Path into) throws Exception {
    Path file = require(name);
    Process process =
        new ProcessBuilder("tar", "-xJf", file.toString(), "-C", into.toString())
            .inheritIO()
            .start();
    if (process.waitFor() != 0) {
      throw new IllegalStateException("tar failed on " + file);
    }
  }
}
