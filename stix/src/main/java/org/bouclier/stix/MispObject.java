package org.bouclier.stix;

import java.util.List;
import java.util.UUID;

/**
 * Facts of a MISP event that belong together.
 *
 * <p>Source: MISP core format, section 2.6.
 *
 * @param uuid identifies it everywhere
 * @param name of its template, e.g. {@code file}
 * @param comment free text, maybe empty
 * @param deleted whether it was taken back, its attributes with it
 * @param attributes what it holds
 */
public record MispObject(
    UUID uuid, String name, String comment, boolean deleted, List<MispAttribute> attributes) {

  /** Copies the list. */
  public MispObject {
    attributes = List.copyOf(attributes);
  }
}
