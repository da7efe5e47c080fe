package org.bouclier.detect.sigma;

import java.util.List;
import java.util.Map;
import org.bouclier.detect.log.LogSource;

/**
 * One file of field mappings, as {@link MappingReader} reads it. Immutable.
 *
 * @param name unique among the families in force
 * @param title for people
 * @param file where it was read
 * @param names other names of a field, each to the name that rules use
 * @param lift what names of nested fields lose
 * @param rows in their order
 */
record MappingFamily(
    String name, String title, String file, Map<String, String> names, Lift lift, List<Row> rows) {

  /**
   * Parts of nested names that rules do not write; see {@link FieldNames}.
   *
   * @param wrappers first parts, left out before a container
   * @param containers parts, left out with all before them
   * @param named containers of which the next part is a name, left out too
   * @param attributes parts left out after a container
   */
  record Lift(
      List<String> wrappers, List<String> containers, List<String> named, List<String> attributes) {
    static final Lift NONE = new Lift(List.of(), List.of(), List.of(), List.of());
  }

  /**
   * Events of one kind.
   *
   * @param when alternatives, of each of which all must hold; none is empty
   * @param otherwise what such events are
   * @param byEvent what those of single EventIDs are
   */
  record Row(List<List<FieldIs>> when, Told otherwise, Map<String, Told> byEvent) {}

  /**
   * A field that has one of these values: a text in any case, one that ends by a star as the
   * beginning of the value, a star alone as any value.
   */
  record FieldIs(String field, List<String> values) {}

  /**
   * What an event is.
   *
   * @param sources at least one
   * @param fields for names that rules use, the event's names to look for, in order
   */
  record Told(List<LogSource> sources, Map<String, List<String>> fields) {}
}
