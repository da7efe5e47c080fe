package org.bouclier.detect.sigma;

import java.util.Arrays;
import java.util.List;
import org.bouclier.detect.log.FieldKind;
import org.bouclier.detect.sigma.ValueTest.Anchor;
import org.jspecify.annotations.Nullable;

/**
 * Compares two fields of one event (modifier {@code fieldref}); without either there is nothing to
 * compare, and it is not satisfied.
 *
 * @param slot number of the field
 * @param name its name in the rule
 * @param other number of the field it is compared to
 * @param anchor where in the field the other's value must stand
 * @param cased whether case counts
 */
record FieldsCompared(int slot, String name, int other, Anchor anchor, boolean cased)
    implements Condition {

  @Override
  public boolean test(EventView event) {
    return find(event) >= 0;
  }

  private int find(EventView event) {
    for (int link = event.first(slot); link >= 0; link = event.next(link)) {
      for (int to = event.first(other); to >= 0; to = event.next(to)) {
        int field = event.field(link);
        if (event.hasValue(field)
            && event.hasValue(event.field(to))
            && event.satisfies(field, new TextTest(anchor, text(event, event.field(to)), !cased))) {
          return field;
        }
      }
    }
    return -1;
  }

  private byte[] text(EventView event, int field) {
    if (cased && event.fields().kind(field) != FieldKind.NUMBER) {
      byte[] values = event.fields().values(field);
      return Arrays.copyOfRange(
          values, event.fields().valueFrom(field), event.fields().valueTo(field));
    }
    int from = event.foldedFrom(field);
    return Arrays.copyOfRange(event.folded(), from, event.foldedTo(field));
  }

  @Override
  public void explain(EventView event, List<Evidence> evidence) {
    int field = find(event);
    if (field >= 0) {
      Evidence.add(evidence, name, event.fields().value(field));
    }
  }

  @Override
  public @Nullable Witness witness() {
    return Witness.presence(slot, false);
  }
}
