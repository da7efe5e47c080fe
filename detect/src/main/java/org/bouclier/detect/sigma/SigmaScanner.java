package org.bouclier.detect.sigma;

import java.util.ArrayList;
import java.util.List;
import org.bouclier.detect.log.Decoding;
import org.bouclier.detect.log.EventFields;
import org.bouclier.detect.log.LineDecoder;
import org.bouclier.detect.log.LogFormat;
import org.bouclier.detect.log.LogSource;
import org.jspecify.annotations.Nullable;

/**
 * Shows lines to Sigma rules. In this order, each step leaving less to the next:
 *
 * <ol>
 *   <li>the source alone may say that no rule applies: the line is not even decoded;
 *   <li>the line is decoded into flat fields;
 *   <li>its fields say where it comes from, which chooses the rules ({@link Plan});
 *   <li>literals in its values choose the few rules to ask ({@link Witness});
 *   <li>those are asked.
 * </ol>
 *
 * <p>Not safe for threads: it owns scratch memory.
 */
public final class SigmaScanner {

  private final SigmaRules rules;
  private final LineDecoder decoder = new LineDecoder();
  private final EventFields fields = new EventFields();
  private final EventView event;
  private final Candidates candidates = new Candidates();
  private final Observation.Builder observed = new Observation.Builder();

  // The last plan used: lines of one source mostly follow each other.
  private @Nullable LogSource lastSource;
  private @Nullable Origin lastOrigin;
  private @Nullable Plan lastPlan;

  SigmaScanner(SigmaRules rules) {
    this.rules = rules;
    this.event = new EventView(rules);
  }

  /** The rules it asks. */
  public SigmaRules rules() {
    return rules;
  }

  /**
   * Shows one line to the rules.
   *
   * @param buffer holds the line among other bytes; neither changed nor kept
   * @param from first byte of the line
   * @param to one past its last byte, line break excluded
   * @param format how the line is written
   * @param source what is known of its origin; what is not known here, the line may say
   * @param sink receives the rules that it satisfies before this returns, and what correlations
   *     want to know of it
   * @return what became of the line
   */
  public Decoding scan(
      byte[] buffer, int from, int to, LogFormat format, LogSource source, RuleSink sink) {
    if (rules.size() == 0 || (saysAll(source) && plan(source, Origin.UNKNOWN).isEmpty())) {
      return Decoding.NOT_NEEDED;
    }
    Decoding outcome = decoder.decode(buffer, from, to, format, fields);
    event.load(fields);
    Plan plan = plan(source);
    if (!plan.isEmpty()) {
      plan.candidates(event, candidates);
      observed.begin();
      for (int i = 0; i < candidates.count(); i++) {
        int index = candidates.rule(i);
        SigmaRule rule = plan.rule(index);
        if (rule.condition().test(event)) {
          satisfied(rule, plan.source(index), sink);
        }
      }
      Observation observation = observed.take(rules);
      if (observation != null) {
        sink.observed(observation);
      }
    }
    return outcome;
  }

  private void satisfied(SigmaRule rule, LogSource source, RuleSink sink) {
    Listening listening = rule.listening();
    if (listening != null) {
      observed.add(listening, event);
    }
    if (!rule.silent()) {
      List<Evidence> evidence = new ArrayList<>();
      rule.condition().explain(event, evidence);
      sink.accept(rule.info(), source, evidence);
    }
  }

  /** The fields of the last line that was decoded; valid as long as its buffer is unchanged. */
  public EventFields fields() {
    return fields;
  }

  /** Whether the line itself could add nothing to what is known of its source. */
  private boolean saysAll(LogSource source) {
    String product = source.product();
    return product != null
        && (source.category() != null || source.service() != null)
        && !rules.origins().knows(product);
  }

  private Plan plan(LogSource source) {
    Origin origin = rules.origins().of(event);
    if (origin == Origin.UNKNOWN && source.equals(LogSource.UNKNOWN)) {
      return plan(rules.origins().labelled(event), origin);
    }
    origin.rename(event);
    return plan(source, origin);
  }

  private Plan plan(LogSource source, Origin origin) {
    Plan plan = lastPlan;
    if (plan == null || origin != lastOrigin || !source.equals(lastSource)) {
      plan = rules.plan(source, origin);
      lastSource = source;
      lastOrigin = origin;
      lastPlan = plan;
    }
    return plan;
  }
}
