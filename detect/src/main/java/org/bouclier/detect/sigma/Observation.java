package org.bouclier.detect.sigma;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event that satisfied rules which correlations listen to, with the values that they want to
 * know and nothing else of the event. Immutable; a scanner makes it, a {@link Correlator}, perhaps
 * on another thread, takes it.
 */
public final class Observation {

  private final SigmaRules rules;
  private final List<Heard> heard;

  /**
   * One rule that the event satisfied.
   *
   * @param listening who wants to know what
   * @param values of the fields it names; null where the event has none
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by no one
  record Heard(Listening listening, @Nullable ObservedValue[] values) {

    static Heard of(Listening listening, EventView event) {
      var values = new @Nullable ObservedValue[listening.slots().length];
      for (int i = 0; i < values.length; i++) {
        values[i] = ObservedValue.of(event, listening.slots()[i]);
      }
      return new Heard(listening, values);
    }
  }

  private Observation(SigmaRules rules, List<Heard> heard) {
    this.rules = rules;
    this.heard = List.copyOf(heard);
  }

  /** The rules under which the event was seen. */
  public SigmaRules rules() {
    return rules;
  }

  List<Heard> heard() {
    return heard;
  }

  /** Collects the rules of one event. */
  static final class Builder {
    private final List<Heard> heard = new ArrayList<>(4);

    void begin() {
      heard.clear(); // a fault may have cut the last event short
    }

    void add(Listening listening, EventView event) {
      heard.add(Heard.of(listening, event));
    }

    /** What was collected, which is then forgotten; null if nothing was. */
    @Nullable Observation take(SigmaRules rules) {
      if (heard.isEmpty()) {
        return null;
      }
      var observation = new Observation(rules, heard);
      heard.clear();
      return observation;
    }
  }
}
