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
   * The path of the newest head that witnesses have cosigned, with their signatures: as new as the
   * checkpoint or older. Our own addition to C2SP tlog-tiles, whose checkpoint must not wait for
   * witnesses that are out of reach for days.
   */
  String COSIGNED = "cosigned";

  /** Whether a path is that of a signed head, whose bytes change from one reading to another. */
  static boolean isHead(String path) {
    return path.equals(CHECKPOINT) || path.equals(COSIGNED);
  }

  /**
   * Reads one whole file.
   *
   * @param path {@value #CHECKPOINT}, {@value #COSIGNED} or a {@link Tile#path}
   * @param maxBytes the most that the caller will take: a longer file is an error, not cut short
   * @throws java.nio.file.NoSuchFileException if there is no such file
   * @throws OversizedFileException if it is longer
   * @throws IOException if it cannot be read
   */
  byte[] read(String path, int maxBytes) throws IOException;

  /**
   * Reads the files below a directory. Refuses every path but those of a log, and follows no
   * symbolic link: the directory may be a stranger's USB stick.
   */
  static TileSource of(Path directory) {
    return (path, maxBytes) -> {
      if (!isHead(path)) {
        Tile.parse(path);
      }
      return Disk.read(directory.resolve(path), maxBytes);
    };
  }
}
