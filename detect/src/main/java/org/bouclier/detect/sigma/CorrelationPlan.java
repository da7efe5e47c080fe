package org.bouclier.detect.sigma;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bouclier.detect.sigma.CorrelationDraft.Reference;
import org.bouclier.detect.sigma.Listening.Step;
import org.jspecify.annotations.Nullable;

/**
 * Compiles correlations, and what each rule's events must tell them.
 *
 * <p>A name in {@code group-by} or {@code field} is a field of the event, under the names that
 * rules know it by; or an alias, if the correlation has one of that name for the rule in question.
 * In a chain it is what the inner correlation calls so in its own {@code group-by}, and otherwise a
 * field of the event that made the inner one fire.
 */
final class CorrelationPlan {

  private final FieldTable table;
  private final Map<RuleNode, Correlation> compiled = new HashMap<>();
  private final List<Correlation> correlations = new ArrayList<>();

  CorrelationPlan(FieldTable table, List<RuleNode> accepted) {
    this.table = table;
    Map<String, Integer> alike = new HashMap<>();
    for (RuleNode node : accepted) {
      CorrelationDraft draft = node.correlation();
      String meaning = meaning(node);
      int twin = alike.merge(meaning, 1, Integer::sum);
      Bounds bounds = draft.bounds();
      var correlation =
          new Correlation(
              correlations.size(),
              node.info(),
              draft.type(),
              node.legs.stream().map(RuleNode::info).toList(),
              draft.groupBy(),
              draft.fields().size(),
              draft.spanMillis(),
              bounds == null ? Bounds.atLeast(node.legs.size()) : bounds,
              draft.percentile(),
              node.isSilent(),
              digest(meaning + "\n" + twin));
      compiled.put(node, correlation);
      correlations.add(correlation);
    }
  }

  List<Correlation> correlations() {
    return correlations;
  }

  /** What correlations want to know of the events of a rule; null if none hears of it. */
  @Nullable Listening listening(RuleNode rule) {
    if (rule.listeners.isEmpty()) {
      return null;
    }
    Map<Integer, Integer> places = new LinkedHashMap<>(); // of slots
    Deque<RuleNode> path = new ArrayDeque<>(List.of(rule));
    List<Step> steps = steps(path, places);
    return new Listening(places.keySet().stream().mapToInt(Integer::intValue).toArray(), steps);
  }

  /** The steps after the last of a path that begins with a rule. */
  private List<Step> steps(Deque<RuleNode> path, Map<Integer, Integer> places) {
    RuleNode last = path.getLast();
    List<Step> steps = new ArrayList<>();
    for (RuleNode listener : last.listeners) {
      path.addLast(listener);
      List<RuleNode> way = List.copyOf(path);
      CorrelationDraft draft = listener.correlation();
      steps.add(
          new Step(
              Objects.requireNonNull(compiled.get(listener)),
              listener.legs.indexOf(last),
              places(draft.groupBy(), way, places),
              places(draft.fields(), way, places),
              steps(path, places)));
      path.removeLast();
    }
    return List.copyOf(steps);
  }

  private int[] places(List<String> names, List<RuleNode> way, Map<Integer, Integer> places) {
    int[] found = new int[names.size()];
    for (int i = 0; i < found.length; i++) {
      int slot = table.slot(field(names.get(i), way, way.size() - 1));
      Integer place = places.get(slot);
      if (place == null) {
        place = places.size();
        places.put(slot, place);
      }
      found[i] = place;
    }
    return found;
  }

  /** The event's field that the correlation at an index of a way calls so. */
  private static String field(String name, List<RuleNode> way, int at) {
    RuleNode inner = way.get(at - 1);
    String field = name;
    Map<Reference, String> alias = way.get(at).correlation().aliases().get(name);
    if (alias != null) {
      String ofInner = ofRule(alias, inner);
      String ofRule = ofRule(alias, way.getFirst());
      field = ofInner != null ? ofInner : ofRule != null ? ofRule : name;
    }
    boolean known = !inner.isRule() && inner.correlation().groupBy().contains(field);
    return known ? field(field, way, at - 1) : field;
  }

  private static @Nullable String ofRule(Map<Reference, String> alias, RuleNode rule) {
    for (var entry : alias.entrySet()) {
      if (rule.document().isCalled(entry.getKey().to())) {
        return entry.getValue();
      }
    }
    return null;
  }

  private static String meaning(RuleNode node) {
    CorrelationDraft draft = node.correlation();
    return String.join(
        "\n",
        node.document().identity(),
        draft.type().word(),
        node.legs.stream().map(leg -> leg.document().identity()).toList().toString(),
        draft.groupBy().toString(),
        draft.fields().toString(),
        Long.toString(draft.spanMillis()),
        String.valueOf(draft.bounds()),
        draft.percentile().toString(),
        draft.aliases().entrySet().stream()
            .map(alias ->
                alias.getKey()
                    + alias.getValue().entrySet().stream()
                        .map(entry -> entry.getKey().to() + "=" + entry.getValue())
                        .toList())
            .toList()
            .toString());
  }

  private static String digest(String meaning) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(meaning.getBytes(UTF_8));
      return HexFormat.of().formatHex(digest, 0, 16);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
