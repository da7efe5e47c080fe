package org.bouclier.node.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.bouclier.detect.archive.Archive;
import org.bouclier.node.site.ArchivePlace;
import org.bouclier.node.site.UnusablePlaceException;

/** The archive that a person named: a directory, or {@code s3://bucket/prefix}. */
final class NamedArchive {

  private NamedArchive() {}

  /** One that is there already; empty if it is not, which the person is then told. */
  static Optional<Archive> existing(Session session, String name) {
    return place(session, name)
        .filter(place -> isThere(session, name, place))
        .map(place -> new Archive(place.store()));
  }

  /** One to write to, there or not; empty if it cannot be, which the person is then told. */
  static Optional<Archive> any(Session session, String name) {
    return place(session, name).map(place -> new Archive(place.store()));
  }

  private static Optional<ArchivePlace> place(Session session, String name) {
    Map<String, String> environment = System.getenv();
    try {
      return Optional.of(
          ArchivePlace.of(name, environment, work(name, environment), session.clock()));
    } catch (UnusablePlaceException unusable) {
      session.refuse(name + " : " + unusable.french(), name + ": " + unusable.getMessage());
      return Optional.empty();
    }
  }

  /** The same for the same archive, so that two programs of one machine do not write to it. */
  private static Path work(String name, Map<String, String> environment) {
    String cache =
        environment.getOrDefault("XDG_CACHE_HOME", System.getProperty("user.home", "") + "/.cache");
    return Path.of(
        cache, "bouclier", "archives", UUID.nameUUIDFromBytes(name.getBytes(UTF_8)).toString());
  }

  private static boolean isThere(Session session, String name, ArchivePlace place) {
    try {
      if (place.exists()) {
        return true;
      }
      session.refuse(name + " : pas une archive", name + ": no archive");
    } catch (IOException silent) {
      session.refuse(
          name + " : illisible (" + silent.getMessage() + ")",
          name + ": unreadable (" + silent.getMessage() + ")");
    }
    return false;
  }
}
