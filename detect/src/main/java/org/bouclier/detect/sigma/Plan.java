package org.bouclier.detect.sigma;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bouclier.detect.log.LogSource;
import org.bouclier.detect.sigma.Witness.Clue;
import org.jspecify.annotations.Nullable;

/**
 * The rules that apply to events of one origin, with the index that leads from an event to the few
 * that must be asked. Immutable; safe for any number of threads.
 */
final class Plan {

  private final List<SigmaRule> rules = new ArrayList<>();
  private final List<LogSource> sources = new ArrayList<>();
  private final int[] always;
  private final int[] slots;
  private final ClueIndex[] indexes;
  private final @Nullable ClueIndex anyField;

  /**
   * @param all every rule
   * @param of what the events are; one of them must fit a rule
   */
  Plan(List<SigmaRule> all, List<LogSource> of) {
    for (SigmaRule rule : all) {
      for (LogSource source : of) {
        if (rule.appliesTo(source)) {
          rules.add(rule);
          sources.add(source);
          break;
        }
      }
    }
    List<Integer> unwitnessed = new ArrayList<>();
    Map<Integer, ClueIndex.Builder> builders = new TreeMap<>();
    for (int rule = 0; rule < rules.size(); rule++) {
      Witness witness = rules.get(rule).witness();
      if (witness == null) {
        unwitnessed.add(rule);
      } else {
        for (Clue clue : witness.clues()) {
          builders.computeIfAbsent(clue.slot(), slot -> new ClueIndex.Builder()).add(clue, rule);
        }
      }
    }
    this.always = unwitnessed.stream().mapToInt(Integer::intValue).toArray();
    ClueIndex.Builder keywords = builders.remove(Witness.ANY_FIELD);
    this.anyField = keywords == null ? null : keywords.build();
    this.slots = builders.keySet().stream().mapToInt(Integer::intValue).toArray();
    this.indexes =
        builders.values().stream().map(ClueIndex.Builder::build).toArray(ClueIndex[]::new);
  }

  boolean isEmpty() {
    return rules.isEmpty();
  }

  int size() {
    return rules.size();
  }

  SigmaRule rule(int index) {
    return rules.get(index);
  }

  /** The source under which a rule was chosen. */
  LogSource source(int index) {
    return sources.get(index);
  }

  /** Collects the rules that an event must be asked about. */
  void candidates(EventView event, Candidates candidates) {
    candidates.begin(rules.size());
    candidates.add(always);
    for (int i = 0; i < slots.length; i++) {
      for (int link = event.first(slots[i]); link >= 0; link = event.next(link)) {
        indexes[i].find(event, event.field(link), candidates);
      }
    }
    if (anyField != null) {
      for (int field = 0; field < event.fieldCount(); field++) {
        anyField.find(event, field, candidates);
      }
    }
  }
}
