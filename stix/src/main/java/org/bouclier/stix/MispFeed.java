package org.bouclier.stix;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.UUID;

/**
 * A MISP feed: a folder with {@code manifest.json} and one file for each event, on a disk or behind
 * a web server. It is read without any MISP.
 *
 * <p>As thread-safe as its folder.
 */
public final class MispFeed {

  /** Where the files are. */
  @FunctionalInterface
  public interface Folder {

    /**
     * Opens a file.
     *
     * @param name {@code manifest.json} or {@code <uuid>.json}, nothing else
     * @throws IOException if it cannot be read
     */
    InputStream open(String name) throws IOException;
  }

  private final Folder folder;

  /** A feed in that folder; nothing is read yet. */
  public MispFeed(Folder folder) {
    this.folder = folder;
  }

  /**
   * What the feed holds now.
   *
   * @return one entry for each event, in the order of the file
   * @throws IOException if the file cannot be read
   * @throws MalformedStixException if it is not a manifest
   */
  public List<MispManifestEntry> manifest() throws IOException {
    try (var input = folder.open("manifest.json")) {
      return MispManifestReading.read(input);
    }
  }

  /**
   * Reads one event.
   *
   * @throws IOException if the file cannot be read
   * @throws MalformedStixException if it is not an event, or another one
   */
  public MispEvent event(UUID uuid) throws IOException {
    try (var input = folder.open(uuid + ".json")) {
      var event = MispEvent.read(input);
      if (!event.uuid().equals(uuid)) {
        throw new MalformedStixException(
            StixProblem.of(
                event.uuid().toString(),
                "uuid",
                StixProblem.Code.ID,
                "ce fichier devrait contenir l’événement " + uuid));
      }
      return event;
    }
  }
}
