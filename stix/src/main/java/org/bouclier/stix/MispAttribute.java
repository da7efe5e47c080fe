package org.bouclier.stix;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * One fact of a MISP event.
 *
 * <p>Source: MISP core format (draft-dulaunoy-misp-core-format), section 2.4.
 *
 * @param uuid identifies it everywhere
 * @param type e.g. {@code domain}, {@code filename|sha256}
 * @param category e.g. {@code Network activity}
 * @param value as it was written
 * @param toIds whether its author means it for detection
 * @param deleted whether it was taken back
 * @param comment free text, maybe empty
 * @param timestamp when it was last changed
 * @param firstSeen when it was first seen
 * @param lastSeen when it was last seen
 * @param relation its role in the object that holds it, or empty
 * @param tags names of its tags, e.g. {@code tlp:green}
 */
public record MispAttribute(
    UUID uuid,
    String type,
    String category,
    String value,
    boolean toIds,
    boolean deleted,
    String comment,
    Instant timestamp,
    Optional<Instant> firstSeen,
    Optional<Instant> lastSeen,
    String relation,
    List<String> tags) {

  /** Copies the list. */
  public MispAttribute {
    tags = List.copyOf(tags);
  }
}
