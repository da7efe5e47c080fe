package org.bouclier.node.detection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.bouclier.detect.Engine;
import org.bouclier.detect.sigma.FieldMappings;
import org.bouclier.detect.sigma.PlaceholderList;
import org.bouclier.detect.sigma.Placeholders;
import org.bouclier.detect.sigma.RuleInfo;
import org.bouclier.detect.sigma.RuleRefusal;
import org.bouclier.detect.sigma.RuleSettings;
import org.bouclier.detect.sigma.SigmaRules;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Sigma rules of {@code data/rules}, compiled with this site's mappings of fields ({@code
 * data/mappings}) and lists, and put in force when any of them changes. What could not be compiled
 * is kept with its reason. Thread-safe; one thread calls {@link #look}.
 */
final class RuleFolder {

  private static final Logger LOG = LoggerFactory.getLogger(RuleFolder.class);

  private final Path folder;
  private final Path mappings;
  private final Supplier<List<PlaceholderList>> lists;
  private final Engine engine;
  private final Clock clock;
  private volatile Loaded loaded = new Loaded(List.of(), List.of(), List.of(), null);
  private long lastSeen = -1;

  /**
   * @param folder where rules lie
   * @param mappings where this site's own mappings of fields lie
   * @param lists this site's values behind placeholders, as they are now
   */
  RuleFolder(
      Path folder,
      Path mappings,
      Supplier<List<PlaceholderList>> lists,
      Engine engine,
      Clock clock) {
    this.folder = folder;
    this.mappings = mappings;
    this.lists = lists;
    this.engine = engine;
    this.clock = clock;
  }

  /**
   * What is in force.
   *
   * @param rules compiled, by file
   * @param refusals not compiled, with the reason; mappings that cannot be used first
   * @param families of logs that are told apart, in the order in which they are asked
   * @param at when they were put in force; null if nothing was loaded yet
   */
  record Loaded(
      List<RuleInfo> rules,
      List<RuleRefusal> refusals,
      List<String> families,
      @Nullable Instant at) {}

  Path folder() {
    return folder;
  }

  Path mappings() {
    return mappings;
  }

  Loaded loaded() {
    return loaded;
  }

  /** The rule that raised an alert, if it is still in force. */
  Optional<RuleInfo> find(AlertRow alert) {
    return alert.kind() != AlertKind.RULE
        ? Optional.empty()
        : loaded.rules().stream().filter(rule -> rule.id().equals(alert.subject())).findFirst();
  }

  /** Loads the rules again if a rule, a mapping or a list changed since the last look. */
  synchronized void look() {
    try {
      Files.createDirectories(folder);
      Files.createDirectories(mappings);
      List<PlaceholderList> values = lists.get();
      long seen = 31 * (31 * digest(folder) + digest(mappings)) + values.hashCode();
      if (seen != lastSeen) {
        load(values);
        lastSeen = seen;
      }
    } catch (IOException | UncheckedIOException unreadable) {
      LOG.warn("rules stay as they are: {} is unreadable: {}", folder, unreadable.toString());
    }
  }

  private void load(List<PlaceholderList> values) throws IOException {
    FieldMappings fields = FieldMappings.builtIn().load(List.of(mappings));
    SigmaRules rules = SigmaRules.load(folder, new RuleSettings(Placeholders.of(values), fields));
    engine.replace(rules);
    List<RuleRefusal> refusals = new ArrayList<>(fields.refusals());
    refusals.addAll(rules.refusals());
    loaded = new Loaded(rules.rules(), List.copyOf(refusals), fields.names(), clock.instant());
    LOG.info("Sigma: {} rules in force, {} refused", rules.size(), refusals.size());
  }

  /** Changes when a file comes, goes, grows or is written. */
  private static long digest(Path folder) throws IOException {
    long digest = 17;
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file :
          all.filter(Files::isRegularFile).sorted(Comparator.naturalOrder()).toList()) {
        digest = 31 * digest + file.hashCode();
        digest = 31 * digest + Files.size(file);
        digest = 31 * digest + Files.getLastModifiedTime(file).toMillis();
      }
    }
    return digest;
  }
}
