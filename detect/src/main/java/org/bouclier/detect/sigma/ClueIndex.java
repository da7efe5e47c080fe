package org.bouclier.detect.sigma;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.bouclier.detect.sigma.ValueTest.Anchor;
import org.bouclier.detect.sigma.ValueTest.Literal;
import org.bouclier.detect.sigma.Witness.Clue;
import org.jspecify.annotations.Nullable;

/** The clues of one field: which rules an event's value calls up. Immutable once built. */
final class ClueIndex {

  private static final int[] NO_RULES = new int[0];

  private final int[] present; // called up by any value
  private final int[] presentOrNull;
  private final @Nullable TextMap<int[]> exact;
  private final @Nullable GramIndex pieces;

  private ClueIndex(Builder builder) {
    this.present = builder.present;
    this.presentOrNull = builder.presentOrNull;
    this.exact = builder.exact.isEmpty() ? null : TextMap.of(builder.exact);
    this.pieces = builder.pieces.isEmpty() ? null : new GramIndex(builder.pieces);
  }

  /** Calls up the rules for one field of an event. */
  void find(EventView event, int field, Candidates candidates) {
    candidates.add(presentOrNull);
    if (!event.hasValue(field)) {
      return;
    }
    candidates.add(present);
    if (exact == null && pieces == null) {
      return;
    }
    int from = event.foldedFrom(field);
    int to = event.foldedTo(field);
    byte[] value = event.folded();
    if (exact != null) {
      int[] rules = exact.get(value, from, to);
      if (rules != null) {
        candidates.add(rules);
      }
    }
    if (pieces != null) {
      pieces.find(value, from, to, candidates);
    }
  }

  /** Collects the clues of one field. */
  static final class Builder {
    private int[] present = NO_RULES;
    private int[] presentOrNull = NO_RULES;
    private final Map<TextMap.Key, int[]> exact = new HashMap<>();
    private final Map<GramIndex.Key, int[]> pieces = new HashMap<>();

    void add(Clue clue, int rule) {
      Literal literal = clue.literal();
      int[] one = {rule};
      if (literal == null) {
        if (clue.nullCounts()) {
          presentOrNull = union(presentOrNull, one);
        } else {
          present = union(present, one);
        }
      } else if (literal.anchor() == Anchor.EXACT) {
        exact.merge(new TextMap.Key(literal.bytes()), one, Builder::union);
      } else {
        pieces.merge(new GramIndex.Key(literal.bytes(), literal.anchor()), one, Builder::union);
      }
    }

    private static int[] union(int[] rules, int[] more) {
      return IntStream.concat(IntStream.of(rules), IntStream.of(more)).distinct().toArray();
    }

    ClueIndex build() {
      return new ClueIndex(this);
    }
  }
}
