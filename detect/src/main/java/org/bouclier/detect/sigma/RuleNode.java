package org.bouclier.detect.sigma;

import java.util.ArrayList;
import java.util.List;
import org.bouclier.detect.sigma.RuleReader.RuleDraft;
import org.jspecify.annotations.Nullable;

/** A rule or a correlation while {@link RuleLinker} finds out who listens to whom. */
final class RuleNode {

  /** How far its references were looked up. */
  enum State {
    NEW,
    OPEN,
    ACCEPTED,
    REFUSED
  }

  private final Document document;
  private final @Nullable RuleDraft rule;
  private final @Nullable CorrelationDraft correlation;

  State state = State.NEW;
  final List<RuleNode> legs = new ArrayList<>();
  final List<RuleNode> listeners = new ArrayList<>(); // accepted correlations
  final List<Condition> filters = new ArrayList<>();
  int depth;
  long paths = 1; // by which events reach it

  RuleNode(RuleDraft rule) {
    this.document = rule.document();
    this.rule = rule;
    this.correlation = null;
    this.state = State.ACCEPTED;
  }

  RuleNode(CorrelationDraft correlation) {
    this.document = correlation.document();
    this.rule = null;
    this.correlation = correlation;
  }

  Document document() {
    return document;
  }

  RuleInfo info() {
    return document.info();
  }

  boolean isRule() {
    return rule != null;
  }

  CorrelationDraft correlation() {
    if (correlation == null) {
      throw new IllegalStateException("not a correlation: " + document);
    }
    return correlation;
  }

  /** Of a rule: what an event must satisfy, filters included. */
  Condition condition() {
    if (rule == null) {
      throw new IllegalStateException("not a rule: " + document);
    }
    List<Condition> parts = new ArrayList<>(List.of(rule.condition()));
    parts.addAll(filters);
    return AllOf.of(parts);
  }

  /** Whether it is there for correlations only. */
  boolean isSilent() {
    return !listeners.isEmpty()
        && listeners.stream().noneMatch(listener -> listener.correlation().generate());
  }
}
