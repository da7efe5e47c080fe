package org.bouclier.node.detection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouclier.detect.Engine;
import org.bouclier.detect.sigma.RuleInfo;
import org.bouclier.detect.sigma.RuleRefusal;
import org.bouclier.detect.sigma.SigmaRules;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Sigma rules of {@code data/rules}, compiled and put in force when the folder changes. What
 * could not be compiled is kept with its reason. Thread-safe; one thread calls {@link #look}.
 */
final class RuleFolder {

  private static final Logger LOG = LoggerFactory.getLogger(RuleFolder.class);

  private final Path folder;
  private final Engine engine;
  private final Clock clock;
  private volatile Loaded loaded = new Loaded(List.of(), List.of(), null);
  private long lastSeen = -1;

  RuleFolder(Path folder, Engine engine, Clock clock) {
    this.folder = folder;
    this.engine = engine;
    this.clock = clock;
  }

  /**
   * What is in force.
   *
   * @param rules compiled, by file
   * @param refusals not compiled, with the reason
   * @param at when they were put in force; null if nothing was loaded yet
   */
  record Loaded(List<RuleInfo> rules, List<RuleRefusal> refusals, @Nullable Instant at) {}

  Path folder() {
    return folder;
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

  /** Loads the folder again if anything in it changed since the last look. */
  synchronized void look() {
    try {
      Files.createDirectories(folder);
      long seen = digest();
      if (seen != lastSeen) {
        SigmaRules rules = SigmaRules.load(folder);
        engine.replace(rules);
        loaded = new Loaded(rules.rules(), rules.refusals(), clock.instant());
        lastSeen = seen;
        LOG.info("Sigma: {} rules in force, {} refused", rules.size(), rules.refusals().size());
      }
    } catch (IOException | UncheckedIOException unreadable) {
      LOG.warn("rules stay as they are: {} is unreadable: {}", folder, unreadable.toString());
    }
  }

  /** Changes when a file comes, goes, grows or is written. */
  private long digest() throws IOException {
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
