package org.bouclier.node.detection;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * How far a watched file was journalled. It travels in the journal as the first line of a block of
 * the file's lines, {@code key TAB position TAB path}: what the block holds and how far that is are
 * then durable together, and the worker writes both to the database in one transaction. A crash
 * neither loses nor repeats a line.
 *
 * @param key names the file whatever it is called now: device, inode and birth
 * @param positionBytes the first byte not yet journalled; {@link #GONE} once the file has left and
 *     was read to its end
 * @param path where it was last seen
 */
public record FileProgress(String key, long positionBytes, String path) {

  /** The file will not come back. */
  static final long GONE = -1;

  byte[] line() {
    return (key + "\t" + positionBytes + "\t" + path.replace('\n', '?').replace('\r', '?'))
        .getBytes(UTF_8);
  }

  /**
   * @throws IllegalArgumentException if the line is not of that form
   */
  static FileProgress parse(byte[] buffer, int from, int to) {
    String[] parts = new String(buffer, from, to - from, UTF_8).split("\t", 3);
    if (parts.length != 3) {
      throw new IllegalArgumentException("not the head of a file's block");
    }
    return new FileProgress(parts[0], Long.parseLong(parts[1]), parts[2].replace('\0', '?'));
  }
}
