package org.bouclier.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** Directories of tests that outlive one test class, gone when this Java ends. */
public final class TemporaryPlace {

  private TemporaryPlace() {}

  /** A fresh one, for its user to {@link #delete}. */
  static Path fresh(String name) {
    try {
      return Files.createTempDirectory(name);
    } catch (IOException full) {
      throw new UncheckedIOException(full);
    }
  }

  /** A fresh one, which goes when this Java ends. */
  public static Path untilTheEnd(String name) {
    Path place = fresh(name);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(place)));
    return place;
  }

  /** Takes a directory away with all that is in it. */
  public static void delete(Path directory) {
    try (var files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException | UncheckedIOException left) {
      // It is the system's to remove.
    }
  }
}
