package org.bouclier.detect.sigma;

import java.util.Arrays;
import org.bouclier.detect.log.EventFields;
import org.bouclier.detect.log.FieldKind;

/**
 * An event as rules ask it: values by field number, each folded at most once. A field may have
 * several values, as the elements of an array are. One thread at a time.
 */
final class EventView {

  private static final int NONE = -1;
  private static final int MAX_PLAIN_DIGITS = 24;

  private final NameCache names;
  private EventFields fields = new EventFields();

  private final int[] first; // slot -> link
  private final int[] touched;
  private int touchedCount;
  private int[] linkField = new int[64];
  private int[] linkNext = new int[64];
  private int links;

  private byte[] folded = new byte[4_096];
  private int foldedUsed;
  private int[] foldedFrom = new int[64]; // field -> or NONE
  private int[] foldedTo = new int[64];

  EventView(SigmaRules rules) {
    FieldTable table = rules.table();
    this.names = new NameCache(rules.names(), table);
    this.first = new int[table.count()];
    this.touched = new int[table.count()];
    Arrays.fill(first, NONE);
  }

  /** Takes over the fields of the next event. */
  void load(EventFields event) {
    fields = event;
    for (int i = 0; i < touchedCount; i++) {
      first[touched[i]] = NONE;
    }
    touchedCount = 0;
    links = 0;
    foldedUsed = 0;
    int count = event.count();
    if (foldedFrom.length < count) {
      foldedFrom = new int[2 * count];
      foldedTo = new int[2 * count];
    }
    Arrays.fill(foldedFrom, 0, count, NONE);
    for (int field = count - 1; field >= 0; field--) { // so that links run in the event's order
      int[] slots = names.slots(event.names(), event.nameFrom(field), event.nameTo(field));
      for (int slot : slots) {
        link(slot, field);
      }
    }
  }

  private void link(int slot, int field) {
    if (first[slot] == NONE) {
      touched[touchedCount++] = slot;
    }
    if (links == linkField.length) {
      linkField = Arrays.copyOf(linkField, 2 * links);
      linkNext = Arrays.copyOf(linkNext, 2 * links);
    }
    linkField[links] = field;
    linkNext[links] = first[slot];
    first[slot] = links++;
  }

  /** Gives a field the values of another, if that has any. */
  void alias(int slot, int from) {
    if (first[from] != NONE && slot != from) {
      if (first[slot] == NONE) {
        touched[touchedCount++] = slot;
      }
      first[slot] = first[from];
    }
  }

  /** The first link of a field's values, or -1 if the event does not have it. */
  int first(int slot) {
    return first[slot];
  }

  /** The link after a link, or -1. */
  int next(int link) {
    return linkNext[link];
  }

  /** The event's field at a link. */
  int field(int link) {
    return linkField[link];
  }

  /** How many fields the event has, known to rules or not. */
  int fieldCount() {
    return fields.count();
  }

  EventFields fields() {
    return fields;
  }

  /** Whether a field has a value: null and empty containers have none. */
  boolean hasValue(int field) {
    FieldKind kind = fields.kind(field);
    return kind != FieldKind.NULL && kind != FieldKind.EMPTY;
  }

  /** Holds the folded values. */
  byte[] folded() {
    return folded;
  }

  /** Folds a field's value if need be; returns where it starts in {@link #folded}. */
  int foldedFrom(int field) {
    if (foldedFrom[field] == NONE) {
      fold(field);
    }
    return foldedFrom[field];
  }

  /** Where a folded value ends. */
  int foldedTo(int field) {
    return foldedTo[field];
  }

  private void fold(int field) {
    int from = fields.valueFrom(field);
    int to = fields.valueTo(field);
    int needed = foldedUsed + Fold.maxBytes(to - from);
    if (needed > folded.length) {
      folded = Arrays.copyOf(folded, Math.max(needed, 2 * folded.length));
    }
    int end = Fold.write(fields.values(field), from, to, folded, foldedUsed);
    if (fields.kind(field) == FieldKind.NUMBER) {
      end = withoutZeroFraction(foldedUsed, end);
    }
    foldedFrom[field] = foldedUsed;
    foldedTo[field] = end;
    foldedUsed = end;
  }

  /** {@code 4688.0} is the number 4688, and compares as its text. */
  private int withoutZeroFraction(int from, int to) {
    if (to - from > MAX_PLAIN_DIGITS) {
      return to;
    }
    int i = to;
    while (i > from && folded[i - 1] == '0') {
      i--;
    }
    return i > from && i < to && folded[i - 1] == '.' ? i - 1 : to;
  }

  /** Whether a value of a field satisfies a test. */
  boolean satisfies(int field, ValueTest test) {
    if (!hasValue(field)) {
      return test.acceptsNull();
    }
    if (test.isFolded() || fields.kind(field) == FieldKind.NUMBER) { // 4688.0 is 4688 to all tests
      int from = foldedFrom(field);
      return test.test(folded, from, foldedTo[field]);
    }
    return test.test(fields.values(field), fields.valueFrom(field), fields.valueTo(field));
  }
}
