package org.bouclier.border;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.bouclier.border.Facets.Attribute;

/**
 * Values of one attribute of questions put to the border, in French.
 *
 * @param attribute as in {@code public visé}
 * @param values at least one; of data, each is a set of classes
 */
public record AttributeValues(String attribute, List<String> values) {

  /** Copies the list. */
  public AttributeValues {
    values = List.copyOf(values);
  }

  /** What was asked: each attribute with the values that these questions have, and no other. */
  public static List<AttributeValues> of(Collection<Request> requests) {
    var all = new ArrayList<AttributeValues>();
    for (var attribute : Attribute.values()) {
      var values =
          requests.stream()
              .map(request -> text(Facets.of(request), attribute))
              .distinct()
              .sorted()
              .toList();
      if (attribute != Attribute.FORM && !values.isEmpty()) {
        all.add(new AttributeValues(attribute.label(), values));
      }
    }
    return all;
  }

  /** The state of one attribute. */
  static String text(long facets, Attribute attribute) {
    var words = Facets.words(facets, attribute);
    return words.isEmpty() ? "aucune" : String.join(" + ", words);
  }
}
