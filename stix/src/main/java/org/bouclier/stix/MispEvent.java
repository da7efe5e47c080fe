package org.bouclier.stix;

import java.io.InputStream;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * One MISP event: facts about one matter, shared as one.
 *
 * <p>Source: MISP core format, section 2.2.
 *
 * @param uuid identifies it everywhere
 * @param info title
 * @param date day of the matter
 * @param timestamp when it was last changed
 * @param publishTimestamp when it was last published
 * @param published whether its author means it to be shared
 * @param creator who made it
 * @param tags names of its tags
 * @param attributes facts
 * @param objects facts that belong together
 * @param problems entries that could not be read, and why; they are in neither list
 */
public record MispEvent(
    UUID uuid,
    String info,
    LocalDate date,
    Instant timestamp,
    Optional<Instant> publishTimestamp,
    boolean published,
    Optional<MispOrganisation> creator,
    List<String> tags,
    List<MispAttribute> attributes,
    List<MispObject> objects,
    List<StixProblem> problems) {

  /** Most attributes of one event, those of its objects included. */
  public static final int MAX_ATTRIBUTES = 500_000;

  /** Copies the lists. */
  public MispEvent {
    tags = List.copyOf(tags);
    attributes = List.copyOf(attributes);
    objects = List.copyOf(objects);
    problems = List.copyOf(problems);
  }

  /**
   * Reads an event, with or without the {@code Event} wrapper. Attributes are read one at a time; a
   * bad one is a problem among the others.
   *
   * @param input UTF-8 JSON; not closed
   * @throws MalformedStixException if it is not JSON, or not an event, or holds too much
   */
  public static MispEvent read(InputStream input) {
    return MispEventReading.read(input);
  }

  /** As STIX objects: see {@link MispStix}. */
  public MispStix toStix() {
    return MispMapping.of(this);
  }
}
