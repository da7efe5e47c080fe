package org.bouclier.detect.sigma;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SequencedMap;
import org.bouclier.detect.sigma.Correlated.CorrelatedEvent;
import org.bouclier.detect.sigma.Listening.Step;
import org.jspecify.annotations.Nullable;

/**
 * Correlates events (sigma-correlation-rules-specification 2.1). Scanners make an {@link
 * Observation} of each event that satisfies a rule some correlation listens to; this takes them,
 * keeps what their groups have measured, and tells which correlations fire.
 *
 * <p><b>One thread at a time</b> may use it, whichever. Scanners may be on others: hand the
 * observations over, and sort them by time if they do not come in order.
 *
 * <p>What the specification leaves open is decided so:
 *
 * <ul>
 *   <li><b>Window.</b> Sliding: for each group it ends by the group's newest event and reaches back
 *       by {@code timespan}, both ends included.
 *   <li><b>Order.</b> An event that comes late, but within that window, counts as if it had come in
 *       its place. One that the window has passed is counted in {@link CorrelationCounts#late}. The
 *       caller must not pass times after the event was received: one false date would otherwise
 *       carry a group's window away.
 *   <li><b>When.</b> The condition is looked at when an event comes, never in between: {@code lt}
 *       fires for few events, not for none. It is told when it begins to hold, and while it holds
 *       again after each {@code timespan}; correlations that measure rules or values hear of it at
 *       each event, so that an attack which lasts is not forgotten.
 *   <li><b>Groups.</b> Values are the same if rules would call them equal, whatever their case. Of
 *       several values the first counts. A field that the event does not have is a value of its
 *       own; an event with none of the fields is left out, and counted: nothing joins it to others.
 *   <li><b>Counting.</b> An event that satisfies several rules of a correlation is one event.
 *       Several fields of {@code value_count} are counted as tuples, of events that have them all.
 *   <li><b>Order of rules.</b> Events of the same time may each come first. With a condition of
 *       less than all rules, the longest row in order counts.
 * </ul>
 *
 * <p>Memory is bounded by {@link CorrelationLimits}. Rules may be replaced at any time: an
 * observation under newer rules brings them along, and correlations that mean the same as before
 * keep their groups.
 */
public final class Correlator {

  private static final long MAX_TIME = 1L << 52; // milliseconds: sums of two stay exact
  private static final int SWEPT = 4; // idle groups let go of at each event: the limit holds anyway

  private final CorrelationLimits limits;
  private SigmaRules rules;

  // By time of last use: the first is let go of first.
  private SequencedMap<GroupKey, Group> groups = map();
  private long events;
  private long newest = -MAX_TIME;

  // Of the event that is being taken.
  private final PriorityQueue<News> waiting =
      new PriorityQueue<>(
          Comparator.comparingInt(News::correlation)
              .thenComparingInt(news -> news.step().leg())
              .thenComparingLong(News::time));
  private final List<Group> touched = new ArrayList<>();
  private final List<News> touchedBy = new ArrayList<>();

  private long evictedGroups;
  private long evictedEvents;
  private long late;
  private long ungrouped;
  private long unmeasured;
  private long stale;
  private long forgottenGroups;
  private long refusedSnapshots;

  /** A correlator that has seen nothing. */
  public Correlator(SigmaRules rules, CorrelationLimits limits) {
    this.rules = rules;
    this.limits = limits;
  }

  private static SequencedMap<GroupKey, Group> map() {
    return new LinkedHashMap<>(16, 0.75f, true);
  }

  /** The rules in force here. */
  public SigmaRules rules() {
    return rules;
  }

  /** What is kept, and what was let go of. */
  public CorrelationCounts counts() {
    return new CorrelationCounts(
        groups.size(),
        events,
        evictedGroups,
        evictedEvents,
        late,
        ungrouped,
        unmeasured,
        stale,
        forgottenGroups,
        refusedSnapshots);
  }

  /** Puts other rules in force; groups of correlations that mean the same stay. */
  public void replace(SigmaRules newRules) {
    if (newRules == rules) {
      return;
    }
    Map<String, Correlation> kept = byFingerprint(newRules);
    SequencedMap<GroupKey, Group> before = groups;
    rules = newRules;
    groups = map();
    events = 0;
    before.forEach((key, group) -> {
      Correlation correlation = kept.get(group.correlation().fingerprint());
      if (correlation == null) {
        forgottenGroups++;
      } else {
        put(key.withPrefix(correlation.index()), moved(group, correlation));
      }
    });
  }

  private static Group moved(Group group, Correlation correlation) {
    var moved = new Group(correlation);
    Window window = group.window();
    for (int i = 0; i < window.size(); i++) {
      Object kept = window.value(i);
      Object value = kept instanceof ValueTally.Distinct one ? one.key() : kept;
      moved.add(window.time(i), window.reference(i), window.leg(i), value);
    }
    moved.holding = group.holding;
    moved.toldAt = group.toldAt;
    return moved;
  }

  private static Map<String, Correlation> byFingerprint(SigmaRules rules) {
    Map<String, Correlation> map = new HashMap<>();
    rules.correlations().forEach(one -> map.put(one.fingerprint(), one));
    return map;
  }

  private void put(GroupKey key, Group group) {
    groups.put(key, group);
    events += group.window().size();
  }

  /**
   * Takes an event.
   *
   * @param observation what a scanner made of it
   * @param at when it happened, and not after it was received; compared by whole milliseconds
   * @param reference whatever lets the caller find the event again; given back in {@link
   *     CorrelatedEvent}
   * @param sink receives the correlations that fire before this returns
   */
  public void accept(Observation observation, Instant at, long reference, CorrelationSink sink) {
    if (observation.rules() != rules) {
      if (observation.rules().generation() < rules.generation()) {
        stale++;
        return;
      }
      replace(observation.rules());
    }
    long time = millis(at);
    newest = Math.max(newest, time);
    waiting.clear(); // a sink that failed may have cut the last event short
    List<Observation.Heard> all = observation.heard();
    for (int i = 0; i < all.size(); i++) {
      Observation.Heard heard = all.get(i);
      List<Step> steps = heard.listening().steps();
      boolean alone = all.size() == 1 && heard.listening().isFlat();
      for (int j = 0; j < steps.size(); j++) {
        var news = new News(steps.get(j), heard.values(), time);
        if (alone) { // each step is another correlation's, and leads to none
          tell(news, reference, sink);
        } else {
          waiting.add(news);
        }
      }
    }
    while (!waiting.isEmpty()) {
      tell(waiting.remove(), reference, sink);
    }
    forgetIdle();
  }

  private static long millis(Instant at) {
    long seconds = Math.clamp(at.getEpochSecond(), -MAX_TIME / 1_000, MAX_TIME / 1_000);
    return seconds * 1_000 + at.getNano() / 1_000_000;
  }

  /**
   * An event on its way to a correlation.
   *
   * @param step to which, and by which rule
   * @param values of the event's fields
   * @param time when it happened; of an inner correlation, the end of its window
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by no one
  private record News(Step step, @Nullable ObservedValue[] values, long time) {
    private int correlation() {
      return step.correlation().index();
    }
  }

  /** A correlation hears all there is of an event before its condition is looked at, once. */
  private void tell(News news, long reference, CorrelationSink sink) {
    touched.clear();
    touchedBy.clear();
    hear(news, reference);
    News next;
    while ((next = waiting.peek()) != null && next.correlation() == news.correlation()) {
      hear(waiting.remove(), reference);
    }
    for (int i = 0; i < touched.size(); i++) {
      look(touched.get(i), touchedBy.get(i), sink);
    }
    makeRoom();
  }

  private void hear(News news, long reference) {
    Step step = news.step;
    Correlation correlation = step.correlation();
    Object measured = null;
    if (correlation.type().hasField()) {
      measured = measured(step, news.values);
      if (measured == null) {
        unmeasured++;
        return;
      }
    }
    if (!isGrouped(step, news.values)) {
      ungrouped++;
      return;
    }
    GroupKey key = GroupKey.of(correlation.index(), step.group(), news.values);
    Group group = groups.get(key);
    if (group == null) {
      group = new Group(correlation);
      groups.put(key, group);
    } else if (news.time < group.oldestAllowed()) {
      late++;
      return;
    }
    int seen = touched.indexOf(group);
    if (seen < 0) {
      touched.add(group);
      touchedBy.add(news);
    } else if (correlation.type().addsUp()) {
      return;
    } else {
      touchedBy.set(seen, news);
    }
    int before = group.window().size();
    group.add(news.time, reference, step.leg(), measured);
    evictedEvents += group.trim(most(correlation));
    events += group.window().size() - before;
  }

  private static @Nullable Object measured(Step step, @Nullable ObservedValue[] values) {
    if (step.correlation().type().isNumeric()) {
      ObservedValue value = values[step.fields()[0]];
      return value == null ? null : NumberTest.number(value.folded(), 0, value.folded().length);
    }
    for (int place : step.fields()) {
      if (values[place] == null) {
        return null;
      }
    }
    return GroupKey.of(-1, step.fields(), values);
  }

  private static boolean isGrouped(Step step, @Nullable ObservedValue[] values) {
    for (int place : step.group()) {
      if (values[place] != null) {
        return true;
      }
    }
    return step.group().length == 0;
  }

  private int most(Correlation correlation) {
    return Math.max(limits.eventsPerGroup(), correlation.neededEvents());
  }

  /** Looks at the condition, after the group has taken an event. */
  private void look(Group group, News by, CorrelationSink sink) {
    if (!group.holds()) {
      group.holding = false;
      return;
    }
    Correlation correlation = group.correlation();
    long end = group.window().newest();
    boolean tell = !group.holding || end - group.toldAt >= correlation.spanMillis();
    group.holding = true;
    if (tell) {
      group.toldAt = end;
      if (!correlation.silent()) {
        sink.accept(correlated(group, by.step, by.values));
      }
    }
    for (Step next : by.step.next()) {
      if (tell || !next.correlation().type().addsUp()) {
        waiting.add(new News(next, by.values, end));
      }
    }
  }

  private Correlated correlated(Group group, Step step, @Nullable ObservedValue[] values) {
    Correlation correlation = group.correlation();
    List<Evidence> shared = new ArrayList<>();
    for (int i = 0; i < step.group().length; i++) {
      ObservedValue value = values[step.group()[i]];
      if (value != null) {
        shared.add(new Evidence(correlation.groupBy().get(i), value.text()));
      }
    }
    Window window = group.window();
    List<CorrelatedEvent> sample = new ArrayList<>();
    for (int i : window.sample(correlation.legs().size(), limits.references())) {
      sample.add(
          new CorrelatedEvent(
              correlation.legs().get(window.leg(i)),
              Instant.ofEpochMilli(window.time(i)),
              window.reference(i)));
    }
    return new Correlated(
        correlation.info(),
        correlation.type(),
        shared,
        Instant.ofEpochMilli(window.time(0)),
        Instant.ofEpochMilli(window.newest()),
        group.measure(),
        window.size(),
        sample);
  }

  /** Lets go of the groups used longest ago; of the oldest events if there is one group only. */
  private void makeRoom() {
    while (groups.size() > limits.groups() || events > limits.events()) {
      Group first = groups.firstEntry().getValue();
      if (groups.size() == 1) {
        first.removeFirst();
        events--;
        evictedEvents++;
      } else {
        letGo(first);
      }
    }
  }

  private void letGo(Group first) {
    groups.pollFirstEntry();
    events -= first.window().size();
    if (!isIdle(first)) {
      evictedGroups++;
      evictedEvents += first.window().size();
    }
  }

  /** Whether no event that comes in time can find it. */
  private boolean isIdle(Group group) {
    return group.window().newest() + group.correlation().spanMillis()
        < newest - limits.patience().toMillis();
  }

  private void forgetIdle() {
    for (int i = 0; i < SWEPT && !groups.isEmpty(); i++) {
      Group first = groups.firstEntry().getValue();
      if (!isIdle(first)) {
        return;
      }
      letGo(first);
    }
  }

  /**
   * All that is kept, as bytes; {@link #restore} takes them up again, in this process or another.
   * The form is described in {@link CorrelationSnapshot}.
   */
  public byte[] snapshot() {
    return CorrelationSnapshot.write(newest, groups);
  }

  /**
   * Takes up what {@link #snapshot} gave, in place of all that is kept now. Groups of correlations
   * that are no longer in force, or mean something else, are forgotten and counted; so is what goes
   * beyond the limits.
   *
   * @return false if it is not whole, or of another version: nothing is changed then, but a count
   */
  public boolean restore(byte[] snapshot) {
    CorrelationSnapshot.Restored restored =
        CorrelationSnapshot.read(snapshot, byFingerprint(rules));
    if (restored == null) {
      refusedSnapshots++;
      return false;
    }
    groups = map();
    events = 0;
    newest = restored.newest();
    forgottenGroups += restored.forgotten();
    restored
        .groups()
        .forEach((key, group) -> {
          evictedEvents += group.trim(most(group.correlation()));
          put(key, group);
          makeRoom();
        });
    return true;
  }
}
