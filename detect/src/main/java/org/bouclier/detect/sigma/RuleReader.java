package org.bouclier.detect.sigma;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.bouclier.detect.log.LogSource;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * Reads rule files into compiled rules and refusals: every document of every file becomes one or
 * the other. YAML is only composed into nodes, never constructed into objects, so no tag can do
 * anything.
 */
final class RuleReader {

  private static final int MAX_CHARS = 3 << 20;
  private static final int MAX_NESTING = 40;
  private static final int MAX_ALIASES = 50;
  private static final Set<String> SOURCE_KEYS =
      Set.of("product", "category", "service", "definition");

  /** Top-level keys that have a place of their own, or are compiled. */
  private static final Set<String> READ_KEYS =
      Set.of(
          "id",
          "title",
          "level",
          "status",
          "description",
          "author",
          "tags",
          "references",
          "falsepositives",
          "logsource",
          "detection",
          "correlation",
          "filter");

  private final FieldTable table;
  private final Placeholders placeholders;
  private final List<RuleDraft> rules = new ArrayList<>();
  private final List<CorrelationDraft> correlations = new ArrayList<>();
  private final List<FilterDraft> filters = new ArrayList<>();
  private final Set<String> refused = new HashSet<>();
  private final List<RuleRefusal> refusals = new ArrayList<>();

  RuleReader(FieldTable table, Placeholders placeholders) {
    this.table = table;
    this.placeholders = placeholders;
  }

  /**
   * A rule, before filters and correlations are brought to it.
   *
   * @param document which document it is
   * @param condition what an event must satisfy
   */
  record RuleDraft(Document document, Condition condition) {}

  List<RuleDraft> rules() {
    return rules;
  }

  List<CorrelationDraft> correlations() {
    return correlations;
  }

  List<FilterDraft> filters() {
    return filters;
  }

  /** Ids and names of documents that were refused. */
  Set<String> refused() {
    return refused;
  }

  List<RuleRefusal> refusals() {
    return refusals;
  }

  void refuse(RuleRefusal refusal) {
    refusals.add(refusal);
  }

  private void refuse(String file, String construct, String message) {
    refuse(new RuleRefusal(file, 1, "", construct, message));
  }

  void read(RuleText text) {
    if (text.text().length() > MAX_CHARS) {
      refuse(text.file(), "yaml", "plus de 3 millions de caractères");
      return;
    }
    var options = new LoaderOptions();
    options.setCodePointLimit(MAX_CHARS);
    options.setNestingDepthLimit(MAX_NESTING);
    options.setMaxAliasesForCollections(MAX_ALIASES);
    var yaml = new Yaml(new SafeConstructor(options));
    try {
      boolean first = true;
      for (Node document : yaml.composeAll(new StringReader(text.text()))) {
        read(text.file(), document, first);
        first = false;
      }
    } catch (MarkedYAMLException malformed) {
      int line = malformed.getProblemMark() == null ? 1 : malformed.getProblemMark().getLine() + 1;
      refusals.add(
          new RuleRefusal(
              text.file(), line, "", "yaml", "YAML illisible : " + malformed.getProblem()));
    } catch (YAMLException malformed) {
      refuse(text.file(), "yaml", "YAML illisible : " + malformed.getMessage());
    }
  }

  private void read(String file, Node document, boolean first) {
    String title = document instanceof MappingNode map ? YamlText.text(map, "title") : "";
    try {
      if (!(document instanceof MappingNode map)) {
        throw new RuleFault("yaml", "le document n'est pas une règle", document);
      }
      read(file, map, first);
    } catch (RuleFault fault) {
      int line = fault.line() == 0 ? document.getStartMark().getLine() + 1 : fault.line();
      refusals.add(new RuleRefusal(file, line, title, fault.construct(), fault.reason()));
      if (document instanceof MappingNode map) {
        refused.add(YamlText.text(map, "id"));
        refused.add(YamlText.text(map, "name"));
      }
    }
  }

  private void read(String file, MappingNode map, boolean first) throws RuleFault {
    if (!YamlText.text(map, "action").isEmpty()) {
      throw new RuleFault(
          "action", "documents fusionnés d'avant Sigma 1.0", YamlText.value(map, "action"));
    }
    Node correlation = YamlText.value(map, "correlation");
    Node filter = YamlText.value(map, "filter");
    Node detection = YamlText.value(map, "detection");
    if (correlation != null) {
      if (!(correlation instanceof MappingNode section) || filter != null || detection != null) {
        throw new RuleFault("correlation", "une table seule est attendue", correlation);
      }
      Document document = document(file, map, first, LogSource.UNKNOWN);
      correlations.add(CorrelationReader.read(document, map, section));
    } else if (filter != null) {
      if (!(filter instanceof MappingNode section) || detection != null) {
        throw new RuleFault("filter", "une table seule est attendue", filter);
      }
      Document document = document(file, map, first, source(map));
      filters.add(
          FilterReader.read(
              document,
              document.info().source(),
              section,
              new DetectionReader(table, placeholders)));
    } else {
      if (!(detection instanceof MappingNode section)) {
        throw new RuleFault("detection", "aucune détection", map);
      }
      Document document = document(file, map, first, source(map));
      rules.add(new RuleDraft(document, new DetectionReader(table, placeholders).read(section)));
    }
  }

  private static Document document(String file, MappingNode map, boolean first, LogSource source)
      throws RuleFault {
    return new Document(
        info(file, map, first, source), YamlText.text(map, "id"), YamlText.text(map, "name"));
  }

  private static RuleInfo info(String file, MappingNode map, boolean first, LogSource source)
      throws RuleFault {
    String id = YamlText.text(map, "id");
    String title = YamlText.text(map, "title");
    if (title.isEmpty()) {
      throw new RuleFault("title", "aucun titre", map);
    }
    int line = map.getStartMark().getLine() + 1;
    return new RuleInfo(
        id.isEmpty() ? first ? file : file + ":" + line : id,
        title,
        level(map),
        YamlText.text(map, "status"),
        YamlText.text(map, "description"),
        YamlText.text(map, "author"),
        YamlText.texts(map, "tags"),
        YamlText.texts(map, "references"),
        YamlText.texts(map, "falsepositives"),
        others(map),
        source,
        file,
        line);
  }

  private static Map<String, List<String>> others(MappingNode map) {
    Map<String, List<String>> others = new LinkedHashMap<>();
    for (var entry : map.getValue()) {
      if (entry.getKeyNode() instanceof ScalarNode key && !READ_KEYS.contains(key.getValue())) {
        others.put(key.getValue(), YamlText.shallow(entry.getValueNode()));
      }
    }
    return others;
  }

  private static Level level(MappingNode map) throws RuleFault {
    String text = YamlText.text(map, "level");
    if (text.isEmpty()) {
      return Level.MEDIUM;
    }
    for (Level level : Level.values()) {
      if (level.name().toLowerCase(Locale.ROOT).equals(text.toLowerCase(Locale.ROOT))) {
        return level;
      }
    }
    throw new RuleFault("level", "niveau inconnu : " + text, YamlText.value(map, "level"));
  }

  private static LogSource source(MappingNode map) throws RuleFault {
    if (!(YamlText.value(map, "logsource") instanceof MappingNode source)) {
      throw new RuleFault("logsource", "aucune source de journal", map);
    }
    Set<String> keys = new HashSet<>();
    for (var entry : source.getValue()) {
      keys.add(YamlText.scalar(entry.getKeyNode(), "logsource"));
    }
    keys.removeAll(SOURCE_KEYS);
    if (!keys.isEmpty()) {
      throw new RuleFault("logsource", "clés inconnues : " + keys, source);
    }
    return new LogSource(
        part(source, "product"), part(source, "category"), part(source, "service"));
  }

  private static @Nullable String part(MappingNode source, String key) {
    String text = YamlText.text(source, key).toLowerCase(Locale.ROOT);
    return text.isEmpty() ? null : text;
  }
}
