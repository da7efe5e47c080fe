package org.bouclier.detect.sigma;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.bouclier.detect.log.LogSource;
import org.jspecify.annotations.Nullable;

/**
 * Compiled Sigma rules (sigma-rules-specification 2.1). Immutable; safe for any number of threads.
 *
 * <p>Every document read becomes a rule, a correlation, a filter or a {@link RuleRefusal}: {@code
 * expand} without lists, aggregations of before 2.0, and whatever leads nowhere are refused by
 * name.
 *
 * <p>A rule that a correlation names is silent: scanners give its events to a {@link Correlator}
 * and nobody else, unless a correlation that names it says {@code generate: true}.
 */
public final class SigmaRules {

  private static final int MAX_PLANS = 4_096;

  private static final AtomicLong GENERATIONS = new AtomicLong();

  private final long generation = GENERATIONS.incrementAndGet();
  private final FieldTable table = new FieldTable();
  private final FieldNames names;
  private final List<SigmaRule> rules;
  private final List<Correlation> correlations;
  private final List<RuleRefusal> refusals;
  private final Origins origins;
  private final ConcurrentHashMap<PlanKey, Plan> plans = new ConcurrentHashMap<>();

  private record PlanKey(LogSource source, Origin origin) {}

  private SigmaRules(RuleSettings settings, RuleSource source) throws IOException {
    this.names = new FieldNames(settings.mappings().families());
    var reader = new RuleReader(table, settings.placeholders());
    source.readInto(reader);
    var linker = new RuleLinker(reader);
    var plan = new CorrelationPlan(table, linker.correlations());
    this.correlations = List.copyOf(plan.correlations());
    this.rules =
        linker.rules().stream()
            .map(rule ->
                new SigmaRule(rule.info(), rule.condition(), plan.listening(rule), rule.isSilent()))
            .toList();
    this.refusals = List.copyOf(reader.refusals());
    this.origins =
        Origins.compile(
            settings.mappings().families(),
            table,
            rules.stream().map(rule -> rule.info().source()).distinct().toList());
  }

  @FunctionalInterface
  private interface RuleSource {
    void readInto(RuleReader reader) throws IOException;
  }

  /** No rules: nothing is decoded, nothing matches. */
  public static SigmaRules none() {
    return of(List.of());
  }

  /** Compiles rules from their texts, with {@link RuleSettings#DEFAULT}. */
  public static SigmaRules of(Collection<RuleText> texts) {
    return of(texts, RuleSettings.DEFAULT);
  }

  /** Compiles rules from their texts. */
  public static SigmaRules of(Collection<RuleText> texts, RuleSettings settings) {
    try {
      return new SigmaRules(settings, reader -> texts.forEach(reader::read));
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /**
   * Compiles the rules of a folder, with {@link RuleSettings#DEFAULT}.
   *
   * @throws IOException if the folder cannot be listed
   */
  public static SigmaRules load(Path folder) throws IOException {
    return load(folder, RuleSettings.DEFAULT);
  }

  /**
   * Compiles the rules of a folder: all files below it whose name ends by {@code .yml} or {@code
   * .yaml}, in the order of their paths. Links are not followed. A file that cannot be read is
   * refused, not an error.
   *
   * @throws IOException if the folder cannot be listed
   */
  public static SigmaRules load(Path folder, RuleSettings settings) throws IOException {
    var files = RuleFiles.below(folder);
    return new SigmaRules(
        settings,
        reader -> {
          for (Path file : files) {
            RuleFiles.read(folder.relativize(file).toString(), file, reader::read, reader::refuse);
          }
        });
  }

  /**
   * Compiles the rules of several folders or files, as {@link #load(Path, RuleSettings)} does of
   * one; each is named by its whole path.
   *
   * @throws IOException if a folder cannot be listed
   */
  public static SigmaRules load(Collection<Path> places, RuleSettings settings) throws IOException {
    return new SigmaRules(
        settings,
        reader -> {
          for (Path place : places) {
            for (Path file : RuleFiles.below(place)) {
              RuleFiles.read(file.toString(), file, reader::read, reader::refuse);
            }
          }
        });
  }

  /**
   * What the compiled rules say of themselves, in the order in which they were read; then the
   * correlations, each after those it listens to.
   */
  public List<RuleInfo> rules() {
    return Stream.concat(
            rules.stream().map(SigmaRule::info), correlations.stream().map(Correlation::info))
        .toList();
  }

  /** What was not compiled, and why. */
  public List<RuleRefusal> refusals() {
    return refusals;
  }

  /** How many rules and correlations are compiled. */
  public int size() {
    return rules.size() + correlations.size();
  }

  /** How many of them are correlations. */
  public int correlationCount() {
    return correlations.size();
  }

  /**
   * Literals of which every event that satisfies a rule has at least one in some value, folded.
   *
   * @return null if nothing of the sort is known of some rule
   */
  public @Nullable List<byte[]> necessaryLiterals() {
    var literals = new ArrayList<byte[]>();
    for (SigmaRule rule : rules) {
      Witness witness = rule.witness();
      if (witness == null) {
        return null;
      }
      for (Witness.Clue clue : witness.clues()) {
        if (clue.literal() == null) {
          return null;
        }
        literals.add(clue.literal().bytes());
      }
    }
    return literals;
  }

  /** A scanner, which one thread at a time may use; make one for each thread and keep it. */
  public SigmaScanner scanner() {
    return new SigmaScanner(this);
  }

  FieldTable table() {
    return table;
  }

  FieldNames names() {
    return names;
  }

  /** The compiled correlations, each at its index. */
  List<Correlation> correlations() {
    return correlations;
  }

  /** Greater than that of all rules compiled before in this process. */
  long generation() {
    return generation;
  }

  Origins origins() {
    return origins;
  }

  List<SigmaRule> compiled() {
    return rules;
  }

  /** The rules for events of a source, of which the event itself said more. */
  Plan plan(LogSource source, Origin origin) {
    var key = new PlanKey(source, origin);
    Plan plan = plans.get(key);
    if (plan == null) {
      if (plans.size() >= MAX_PLANS) {
        plans.clear(); // invented sources cost time, not memory
      }
      plan = new Plan(rules, origin.sources().stream().map(source::or).distinct().toList());
      plans.put(key, plan);
    }
    return plan;
  }
}
