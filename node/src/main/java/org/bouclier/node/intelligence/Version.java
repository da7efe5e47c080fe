package org.bouclier.node.intelligence;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.bouclier.stix.StixObject;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One version of an object, and how it differs from the one before.
 *
 * @param modifiedAt which version it is
 * @param receivedAt when this node had it
 * @param first whether there is none before
 * @param changes property by property; empty for the first
 */
public record Version(Instant modifiedAt, Instant receivedAt, boolean first, List<Change> changes) {

  /** How one property changed. */
  public record Change(String property, List<WordDiff.Part> parts) {}

  /** Copies the list. */
  public Version {
    changes = List.copyOf(changes);
  }

  /** The history of an object, the latest version first. */
  static List<Version> history(KnownObject now, List<ReadSql.VersionRow> past) {
    var all = new ArrayList<ReadSql.VersionRow>();
    all.add(new ReadSql.VersionRow(now.modifiedAt(), now.changedAt(), now.body()));
    all.addAll(past);
    var history = new ArrayList<Version>();
    for (int i = 0; i < all.size(); i++) {
      var row = all.get(i);
      boolean first = i + 1 == all.size();
      history.add(
          new Version(
              row.modifiedAt(),
              row.receivedAt(),
              first,
              first ? List.of() : changes(all.get(i + 1).body(), row.body())));
    }
    return history;
  }

  private static List<Change> changes(String before, String after) {
    var former = StixObject.parse(before).json();
    var latter = StixObject.parse(after).json();
    var properties = new TreeSet<>(former.propertyNames());
    properties.addAll(latter.propertyNames());
    properties.remove("modified");
    var changes = new ArrayList<Change>();
    for (String property : properties) {
      String was = text(former, property);
      String is = text(latter, property);
      if (!was.equals(is)) {
        changes.add(new Change(property, WordDiff.between(was, is)));
      }
    }
    return changes;
  }

  private static String text(ObjectNode object, String property) {
    JsonNode value = object.path(property);
    return value.isMissingNode() ? "" : value.stringValueOpt().orElseGet(value::toString);
  }
}
