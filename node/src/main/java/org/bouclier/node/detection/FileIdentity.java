package org.bouclier.node.detection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What a file is, whatever it is called. While it is open its number is its own; the birth tells it
 * from a later file that got its number.
 *
 * @param number device and inode
 * @param birth in milliseconds; {@link #UNKNOWN} where the file system does not say
 */
record FileIdentity(String number, String birth) {

  /** In place of a birth. */
  static final String UNKNOWN = "-";

  static FileIdentity of(Path file) throws IOException {
    var ids = Files.readAttributes(file, "unix:dev,ino");
    var times = Files.readAttributes(file, BasicFileAttributes.class);
    return of(
        ids.get("dev") + ":" + ids.get("ino"),
        times.creationTime().toInstant(),
        times.lastModifiedTime().toInstant());
  }

  /** Where no birth is known, Java answers the last change, which is none. */
  static FileIdentity of(String number, Instant created, Instant modified) {
    return new FileIdentity(
        number, created.equals(modified) ? UNKNOWN : Long.toString(created.toEpochMilli()));
  }

  /** Under which the file's progress is kept. */
  String key() {
    return number + ":" + birth;
  }

  /**
   * The key under which progress is already kept, if any: one noted before the birth showed itself
   * counts too.
   */
  Optional<String> among(Map<String, Long> progress) {
    String unborn = number + ":" + UNKNOWN;
    return progress.containsKey(key())
        ? Optional.of(key())
        : progress.containsKey(unborn) ? Optional.of(unborn) : Optional.empty();
  }
}
