package org.bouclier.border;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bouclier.border.Facets.Attribute;

/**
 * What would change if one policy took the place of another: every question of the {@link
 * AttributeSpace} whose answer would be another, and every rule that was added, taken out or
 * rewritten.
 *
 * @param questions how many questions were compared
 * @param changes what changes, wideners first; together they are each changed question, once
 * @param added rules that only the new one has
 * @param removed rules that only the old one has
 * @param rewritten rules of both whose words or source differ, as the new one has them
 */
public record PolicyComparison(
    long questions,
    List<Line> changes,
    List<Rule> added,
    List<Rule> removed,
    List<Rule> rewritten) {

  /** Copies the lists. */
  public PolicyComparison {
    changes = List.copyOf(changes);
    added = List.copyOf(added);
    removed = List.copyOf(removed);
    rewritten = List.copyOf(rewritten);
  }

  /**
   * Questions that were answered alike, and will be answered alike.
   *
   * @param before the form that left; empty if nothing did
   * @param after the form that will leave; empty if nothing will
   * @param count how many questions
   * @param when what they have in common: attributes that may have any value are not named
   */
  public record Line(
      Optional<Form> before, Optional<Form> after, long count, List<AttributeValues> when) {

    /** Copies the list. */
    public Line {
      when = List.copyOf(when);
    }

    /** Whether more leaves than before. */
    public boolean widens() {
      return richness(after) > richness(before);
    }

    private static int richness(Optional<Form> form) {
      return form.map(f -> Form.values().length - Arrays.asList(Form.values()).indexOf(f))
          .orElse(0);
    }
  }

  /*
   * Half a million questions make no table. They are joined: two groups that differ in one attribute
   * only, and change alike, are one group with more values of it. One pass over the attributes joins
   * what a rule set apart, since rules are made of sets of values too. A group is a long: one bit
   * for each state of each attribute (a set of data classes is one state of eight).
   */

  /** A group's change. */
  private record Outcome(Optional<Form> before, Optional<Form> after) {}

  private record Group(long states, Outcome outcome) {}

  /** Compares two policies: a second or two of one processor. */
  public static PolicyComparison between(CedarBorder before, CedarBorder after) {
    Map<Group, Long> groups = new HashMap<>();
    long questions = 0;
    for (long facets : AttributeSpace.requests().mapToLong(Facets::of).distinct().toArray()) {
      questions++;
      long states = states(facets);
      var outcome = new Outcome(before.form(facets), after.form(facets));
      if (!outcome.before().equals(outcome.after())) {
        groups.put(new Group(states, outcome), 1L);
      }
    }
    for (var place : PLACES) {
      groups = joined(groups, place.mask());
    }
    var changes =
        groups.entrySet().stream()
            .map(entry ->
                new Line(
                    entry.getKey().outcome().before(),
                    entry.getKey().outcome().after(),
                    entry.getValue(),
                    named(entry.getKey().states())))
            .sorted(
                Comparator.comparing((Line line) -> !line.widens())
                    .thenComparing(Comparator.comparingLong(Line::count).reversed())
                    .thenComparing(line -> line.when().toString()))
            .toList();
    var old = byId(before);
    var fresh = byId(after);
    return new PolicyComparison(
        questions,
        changes,
        fresh.values().stream().filter(rule -> !old.containsKey(rule.id())).toList(),
        old.values().stream().filter(rule -> !fresh.containsKey(rule.id())).toList(),
        fresh.values().stream()
            .filter(rule -> old.containsKey(rule.id()) && !rule.equals(old.get(rule.id())))
            .toList());
  }

  private static Map<String, Rule> byId(CedarBorder border) {
    return border.rules().stream()
        .collect(Collectors.toMap(Rule::id, Function.identity(), (a, _) -> a, LinkedHashMap::new));
  }

  /** Groups that differ in one attribute only become one. */
  private static Map<Group, Long> joined(Map<Group, Long> groups, long mask) {
    Map<Group, long[]> joined = new HashMap<>(); // without the attribute: its states, how many
    groups.forEach((group, count) -> {
      var key = new Group(group.states() & ~mask, group.outcome());
      var sum = joined.computeIfAbsent(key, _ -> new long[2]);
      sum[0] |= group.states() & mask;
      sum[1] += count;
    });
    Map<Group, Long> result = new HashMap<>();
    joined.forEach(
        (key, sum) -> result.put(new Group(key.states() | sum[0], key.outcome()), sum[1]));
    return result;
  }

  private static List<AttributeValues> named(long states) {
    var named = new ArrayList<AttributeValues>();
    for (var place : PLACES) {
      if ((states & place.mask()) != place.mask()) {
        named.add(new AttributeValues(place.attribute().label(), place.words(states)));
      }
    }
    return named;
  }

  /** One bit for the state of each attribute. */
  private static long states(long facets) {
    long states = 0;
    for (var place : PLACES) {
      long state = facets & place.facets();
      int i = 0;
      while (place.states().get(i) != state) {
        i++;
      }
      states |= 1L << place.shift() + i;
    }
    return states;
  }

  /**
   * Where an attribute lies in a group.
   *
   * @param facets its bits in {@link Facets}
   * @param shift of the bit of its first state
   */
  private record Place(Attribute attribute, long facets, List<Long> states, int shift) {

    long mask() {
      return (1L << states.size()) - 1 << shift;
    }

    List<String> words(long group) {
      var words = new ArrayList<String>();
      for (int i = 0; i < states.size(); i++) {
        if ((group & 1L << shift + i) != 0) {
          words.add(AttributeValues.text(states.get(i), attribute));
        }
      }
      return words;
    }
  }

  /** All attributes but the form, which is the answer and not the question. */
  private static final List<Place> PLACES = places();

  private static List<Place> places() {
    var places = new ArrayList<Place>();
    int shift = 0;
    for (var attribute : Attribute.values()) {
      if (attribute != Attribute.FORM) {
        var states = Arrays.stream(attribute.states()).boxed().toList();
        places.add(new Place(attribute, attribute.mask(), states, shift));
        shift += states.size();
      }
    }
    return List.copyOf(places);
  }
}
