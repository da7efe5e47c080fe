package org.bouclier.detect.archive;

import org.bouclier.detect.log.LogFormat;
import org.bouclier.detect.log.LogSource;

/**
 * Where archived lines come from, and how they are to be read.
 *
 * @param id the caller's number for it; of a file, given by {@link ArchiveWriter#newInputId}
 * @param name of a source, or of a file as it was named; 1 to {@value #MAX_NAME} chars
 * @param isFile whether it is a file, kept whole and to be put together again byte for byte;
 *     otherwise lines that were received one by one
 * @param format of the lines
 * @param source in Sigma's words
 */
public record LineOrigin(long id, String name, boolean isFile, LogFormat format, LogSource source) {

  /** Longest name, in chars. */
  public static final int MAX_NAME = 4_096;

  /**
   * @throws IllegalArgumentException if the name is empty or too long
   */
  public LineOrigin {
    if (name.isEmpty() || name.length() > MAX_NAME) {
      throw new IllegalArgumentException("an origin has a name of 1 to " + MAX_NAME + " chars");
    }
  }
}
