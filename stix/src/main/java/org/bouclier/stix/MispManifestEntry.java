package org.bouclier.stix;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * One event of a feed, as its manifest announces it: enough to know whether to read it again.
 *
 * @param uuid of the event
 * @param info title
 * @param timestamp when it was last changed
 * @param creator who made it
 * @param tags names of its tags
 */
public record MispManifestEntry(
    UUID uuid,
    String info,
    Instant timestamp,
    Optional<MispOrganisation> creator,
    List<String> tags) {

  /** Copies the list. */
  public MispManifestEntry {
    tags = List.copyOf(tags);
  }
}
