package org.bouclier.ledger.log;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Where the files of a log are read: a directory, an HTTP server, a USB stick, a map in a test.
 *
 * <p>Nothing that it gives is trusted; the readers verify every byte against a signed head.
 */
@FunctionalInterface
public interface TileSource {

  /** The path of the file that holds the newest signed head. */
  String CHECKPOINT = "checkpoint";

  /**
   * Reads one whole file.
   *
   * @param path {@value #CHECKPOINT} or a {@link Tile#path}
   * @param maxBytes the most that the caller will take: a longer file is an error, not cut short
   * @throws java.nio.file.NoSuchFileException if there is no such file
   * @throws IOException if it cannot be read or is longer
   */
  byte[] read(String path, int maxBytes) throws IOException;

  /**
   * Reads the files below a directory. Refuses every path but those of a log, and follows no
   * symbolic link: the directory may be a stranger's USB stick.
   */
  static TileSource of(Path directory) {
    return (path, maxBytes) -> {
      if (!path.equals(CHECKPOINT)) {
        Tile.parse(path);
      }
      return Disk.read(directory.resolve(path), maxBytes);
    };
  }
}
