package org.bouclier.detect.sigma;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The events of one group, in order of time; those of the same time as they came. Twenty-four bytes
 * an event, and a reference where values are measured. One thread at a time.
 */
final class Window {

  private static final int CELLS = 3; // time, reference, leg
  private static final int SMALL = 16;

  private long[] cells = new long[CELLS];
  private @Nullable Object @Nullable [] values;
  private int head;
  private int size;

  int size() {
    return size;
  }

  long time(int index) {
    return cells[CELLS * (head + index)];
  }

  long reference(int index) {
    return cells[CELLS * (head + index) + 1];
  }

  int leg(int index) {
    return (int) cells[CELLS * (head + index) + 2];
  }

  @Nullable Object value(int index) {
    return values == null ? null : values[head + index];
  }

  long newest() {
    return time(size - 1);
  }

  /** Adds an event at its place; returns whether that is the last. */
  boolean add(long time, long reference, int leg, @Nullable Object value) {
    makeRoom();
    if (value != null && values == null) {
      values = new Object[cells.length / CELLS];
    }
    int at = size;
    while (at > 0 && time(at - 1) > time) {
      at--;
    }
    int cell = CELLS * (head + at);
    int moved = size - at;
    if (moved > 0) {
      System.arraycopy(cells, cell, cells, cell + CELLS, CELLS * moved);
      if (values != null) {
        System.arraycopy(values, head + at, values, head + at + 1, moved);
      }
    }
    cells[cell] = time;
    cells[cell + 1] = reference;
    cells[cell + 2] = leg;
    if (values != null) {
      values[head + at] = value;
    }
    size++;
    return moved == 0;
  }

  private void makeRoom() {
    int capacity = cells.length / CELLS;
    if (head + size < capacity) {
      return;
    }
    int wanted = size == 0 ? 1 : capacity;
    if (head < size / 2 + 1) {
      wanted = 2 * capacity;
    } else if (capacity > SMALL && size < capacity / 8) {
      wanted = capacity / 4; // a burst has passed
    }
    long[] roomier = wanted == capacity ? cells : new long[CELLS * wanted];
    System.arraycopy(cells, CELLS * head, roomier, 0, CELLS * size);
    cells = roomier;
    if (values != null) {
      var roomierValues = new @Nullable Object[wanted];
      System.arraycopy(values, head, roomierValues, 0, size);
      values = roomierValues;
    }
    head = 0;
  }

  /** Removes the oldest event. */
  void removeFirst() {
    if (values != null) {
      values[head] = null;
    }
    head++;
    size--;
    if (size == 0) {
      head = 0;
    }
  }

  /** The indexes of some events: the newest by each leg, then the newest of all. */
  int[] sample(int legs, int most) {
    boolean[] chosen = new boolean[size];
    boolean[] seen = new boolean[legs];
    int count = 0;
    int missing = legs;
    for (int i = size - 1; i >= 0 && count < most && missing > 0; i--) {
      if (!seen[leg(i)]) {
        seen[leg(i)] = true;
        chosen[i] = true;
        missing--;
        count++;
      }
    }
    for (int i = size - 1; i >= 0 && count < most; i--) {
      if (!chosen[i]) {
        chosen[i] = true;
        count++;
      }
    }
    int[] indexes = new int[count];
    int at = 0;
    for (int i = 0; i < size; i++) {
      if (chosen[i]) {
        indexes[at++] = i;
      }
    }
    return Arrays.copyOf(indexes, at);
  }
}
