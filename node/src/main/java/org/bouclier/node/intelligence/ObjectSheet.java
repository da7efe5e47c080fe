package org.bouclier.node.intelligence;

import java.util.ArrayList;
import java.util.List;
import org.bouclier.stix.ExternalReference;
import org.bouclier.stix.StixObject;

/**
 * What the text of an object says beside its columns, ready to be shown.
 *
 * @param description maybe empty
 * @param pattern of an indicator; empty otherwise
 * @param labels free labels
 * @param references pointers outside, as text: never a link that a hurried finger could follow
 * @param stix the whole text, indented
 */
public record ObjectSheet(
    String description, String pattern, List<String> labels, List<String> references, String stix) {

  /** Copies the lists. */
  public ObjectSheet {
    labels = List.copyOf(labels);
    references = List.copyOf(references);
  }

  static ObjectSheet of(KnownObject object) {
    var stix = StixObject.parse(object.body());
    var references = new ArrayList<String>();
    stix.externalReferences().forEach(reference -> references.add(text(reference)));
    return new ObjectSheet(
        stix.text("description").orElse(""),
        stix.text("pattern").orElse(""),
        stix.labels(),
        references,
        ImportJson.pretty(object.body()));
  }

  private static String text(ExternalReference reference) {
    var parts = new ArrayList<String>();
    parts.add(reference.sourceName());
    reference.externalId().ifPresent(parts::add);
    reference.url().ifPresent(parts::add);
    reference.description().ifPresent(parts::add);
    return String.join(" · ", parts);
  }
}
