package org.bouclier.detect.sigma;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
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

  private final FieldTable table;
  private final List<SigmaRule> rules = new ArrayList<>();
  private final List<RuleRefusal> refusals = new ArrayList<>();

  RuleReader(FieldTable table) {
    this.table = table;
  }

  List<SigmaRule> rules() {
    return rules;
  }

  List<RuleRefusal> refusals() {
    return refusals;
  }

  void refuse(String file, String construct, String message) {
    refusals.add(new RuleRefusal(file, 1, "", construct, message));
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
      for (Node document : yaml.composeAll(new StringReader(text.text()))) {
        read(text.file(), document);
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

  private void read(String file, Node document) {
    String title = document instanceof MappingNode map ? YamlText.text(map, "title") : "";
    try {
      if (!(document instanceof MappingNode map)) {
        throw new RuleFault("yaml", "le document n'est pas une règle", document);
      }
      rules.add(rule(file, map));
    } catch (RuleFault fault) {
      int line = fault.line() == 0 ? document.getStartMark().getLine() + 1 : fault.line();
      refusals.add(new RuleRefusal(file, line, title, fault.construct(), fault.reason()));
    }
  }

  private SigmaRule rule(String file, MappingNode map) throws RuleFault {
    if (YamlText.value(map, "correlation") != null) {
      throw new RuleFault(
          "correlation", "règle de corrélation", YamlText.value(map, "correlation"));
    }
    if (YamlText.value(map, "filter") != null) {
      throw new RuleFault("filter", "filtre global", YamlText.value(map, "filter"));
    }
    if (!YamlText.text(map, "action").isEmpty()) {
      throw new RuleFault(
          "action", "documents fusionnés d'avant Sigma 1.0", YamlText.value(map, "action"));
    }
    if (!(YamlText.value(map, "detection") instanceof MappingNode detection)) {
      throw new RuleFault("detection", "aucune détection", map);
    }
    RuleInfo info = info(file, map);
    return new SigmaRule(info, new DetectionReader(table).read(detection));
  }

  private static RuleInfo info(String file, MappingNode map) throws RuleFault {
    String id = YamlText.text(map, "id");
    String title = YamlText.text(map, "title");
    if (title.isEmpty()) {
      throw new RuleFault("title", "aucun titre", map);
    }
    return new RuleInfo(
        id.isEmpty() ? file : id,
        title,
        level(map),
        YamlText.text(map, "status"),
        YamlText.text(map, "description"),
        YamlText.text(map, "author"),
        YamlText.texts(map, "tags"),
        YamlText.texts(map, "references"),
        YamlText.texts(map, "falsepositives"),
        source(map),
        file,
        map.getStartMark().getLine() + 1);
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
