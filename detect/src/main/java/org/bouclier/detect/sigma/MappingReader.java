package org.bouclier.detect.sigma;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bouclier.detect.log.EventFields;
import org.bouclier.detect.log.LogSource;
import org.bouclier.detect.sigma.MappingFamily.FieldIs;
import org.bouclier.detect.sigma.MappingFamily.Lift;
import org.bouclier.detect.sigma.MappingFamily.Row;
import org.bouclier.detect.sigma.MappingFamily.Told;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Reads a file of field mappings; the format is described at {@link FieldMappings}. A file is taken
 * whole or refused: a key that is not known is a fault, or a slip of the pen would go unseen.
 */
final class MappingReader {

  private static final int MAX_CHARS = 1 << 20;
  private static final int MAX_NESTING = 10;
  private static final int MAX_ROWS = 2_000;
  private static final int MAX_TEXTS = 5_000;

  private static final Set<String> FILE_KEYS =
      Set.of("family", "title", "names", "lift", "fields", "sources");
  private static final Set<String> LIFT_KEYS =
      Set.of("wrappers", "containers", "named", "attributes");
  private static final Set<String> ROW_KEYS =
      Set.of("when", "product", "service", "categories", "fields", "events");
  private static final Set<String> EVENT_KEYS = Set.of("ids", "categories", "fields");

  private MappingReader() {}

  /** What a file became: exactly one of both. */
  record Reading(@Nullable MappingFamily family, @Nullable RuleRefusal refusal) {}

  static Reading read(RuleText text) {
    try {
      return new Reading(family(text), null);
    } catch (RuleFault fault) {
      return refused(text, Math.max(1, fault.line()), fault.construct(), fault.reason());
    } catch (MarkedYAMLException malformed) {
      int line = malformed.getProblemMark() == null ? 1 : malformed.getProblemMark().getLine() + 1;
      return refused(text, line, "yaml", "YAML illisible : " + malformed.getProblem());
    } catch (YAMLException malformed) {
      return refused(text, 1, "yaml", "YAML illisible : " + malformed.getMessage());
    }
  }

  private static Reading refused(RuleText text, int line, String construct, String message) {
    return new Reading(null, new RuleRefusal(text.file(), line, "", construct, message));
  }

  private static MappingFamily family(RuleText text) throws RuleFault {
    if (text.text().length() > MAX_CHARS) {
      throw new RuleFault("yaml", "plus d’un million de caractères");
    }
    var options = new LoaderOptions();
    options.setCodePointLimit(MAX_CHARS);
    options.setNestingDepthLimit(MAX_NESTING);
    options.setMaxAliasesForCollections(0);
    Node document = new Yaml(new SafeConstructor(options)).compose(new StringReader(text.text()));
    MappingNode file = map(document, "family", FILE_KEYS);
    String name = YamlText.text(file, "family");
    if (!name.matches("[a-z0-9][a-z0-9-]{0,63}")) {
      throw new RuleFault(
          "family", "un nom de lettres minuscules, de chiffres et de tirets est attendu", file);
    }
    Map<String, List<String>> fields = fields(file);
    List<Row> rows = new ArrayList<>();
    for (Node row : list(YamlText.value(file, "sources"), "sources")) {
      if (rows.size() == MAX_ROWS) {
        throw new RuleFault("sources", "plus de " + MAX_ROWS + " sources", row);
      }
      rows.add(row(map(row, "sources", ROW_KEYS), fields));
    }
    return new MappingFamily(
        name,
        YamlText.text(file, "title"),
        text.file(),
        names(file),
        lift(file),
        List.copyOf(rows));
  }

  private static Map<String, String> names(MappingNode file) throws RuleFault {
    Map<String, String> names = new LinkedHashMap<>();
    Node node = YamlText.value(file, "names");
    if (node == null) {
      return names;
    }
    for (NodeTuple entry : map(node, "names", null).getValue()) {
      String known = fieldName(entry.getKeyNode(), "names");
      for (Node other : oneOrMore(entry.getValueNode(), "names")) {
        if (names.put(fieldName(other, "names"), known) != null) {
          throw new RuleFault("names", "ce nom est déjà donné à un autre champ", other);
        }
      }
    }
    return names;
  }

  private static Lift lift(MappingNode file) throws RuleFault {
    Node node = YamlText.value(file, "lift");
    if (node == null) {
      return Lift.NONE;
    }
    MappingNode lift = map(node, "lift", LIFT_KEYS);
    return new Lift(
        texts(lift, "wrappers"),
        texts(lift, "containers"),
        texts(lift, "named"),
        texts(lift, "attributes"));
  }

  private static Row row(MappingNode row, Map<String, List<String>> ofFile) throws RuleFault {
    Map<String, List<String>> fields = new LinkedHashMap<>(ofFile);
    fields.putAll(fields(row));
    String product = word(row, "product");
    List<String> services = texts(row, "service");
    List<String> categories = texts(row, "categories");
    if (product == null && services.isEmpty() && categories.isEmpty()) {
      throw new RuleFault("sources", "ni product, ni service, ni categories", row);
    }
    Map<String, Told> byEvent = new LinkedHashMap<>();
    for (Node node : list(YamlText.value(row, "events"), "events")) {
      MappingNode event = map(node, "events", EVENT_KEYS);
      Map<String, List<String>> ofEvent = new LinkedHashMap<>(fields);
      ofEvent.putAll(fields(event));
      Told told = new Told(sources(product, services, texts(event, "categories")), ofEvent);
      List<String> ids = texts(event, "ids");
      if (ids.isEmpty()) {
        throw new RuleFault("ids", "aucun numéro d’événement", event);
      }
      for (String id : ids) {
        if (byEvent.put(id, told) != null) {
          throw new RuleFault("ids", "l’événement " + id + " est décrit deux fois", event);
        }
      }
    }
    return new Row(when(row), new Told(sources(product, services, categories), fields), byEvent);
  }

  private static List<LogSource> sources(
      @Nullable String product, List<String> services, List<String> categories) {
    List<LogSource> sources = new ArrayList<>();
    List<@Nullable String> ofServices = new ArrayList<>(services);
    if (ofServices.isEmpty()) {
      ofServices.add(null);
    }
    for (String service : ofServices) {
      for (String category : categories) {
        sources.add(new LogSource(product, category, service));
      }
      if (categories.isEmpty()) {
        sources.add(new LogSource(product, null, service));
      }
    }
    return List.copyOf(sources);
  }

  private static List<List<FieldIs>> when(MappingNode row) throws RuleFault {
    Node node = YamlText.value(row, "when");
    if (node == null) {
      throw new RuleFault("when", "aucune condition", row);
    }
    List<List<FieldIs>> alternatives = new ArrayList<>();
    for (Node one : oneOrMore(node, "when")) {
      List<FieldIs> all = new ArrayList<>();
      for (NodeTuple entry : map(one, "when", null).getValue()) {
        String field = fieldName(entry.getKeyNode(), "when");
        List<String> values = new ArrayList<>();
        for (Node value : oneOrMore(entry.getValueNode(), "when")) {
          values.add(text(value, "when"));
        }
        if (values.isEmpty()) {
          throw new RuleFault("when", "aucune valeur pour " + field, one);
        }
        all.add(new FieldIs(field, List.copyOf(values)));
      }
      if (all.isEmpty()) {
        throw new RuleFault("when", "aucune condition", one);
      }
      alternatives.add(List.copyOf(all));
    }
    if (alternatives.isEmpty()) {
      throw new RuleFault("when", "aucune condition", node);
    }
    return List.copyOf(alternatives);
  }

  private static Map<String, List<String>> fields(MappingNode in) throws RuleFault {
    Map<String, List<String>> fields = new LinkedHashMap<>();
    Node node = YamlText.value(in, "fields");
    if (node == null) {
      return fields;
    }
    for (NodeTuple entry : map(node, "fields", null).getValue()) {
      List<String> names = new ArrayList<>();
      for (Node name : oneOrMore(entry.getValueNode(), "fields")) {
        names.add(fieldName(name, "fields"));
      }
      if (names.isEmpty()) {
        throw new RuleFault("fields", "aucun nom à chercher", entry.getKeyNode());
      }
      fields.put(fieldName(entry.getKeyNode(), "fields"), List.copyOf(names));
    }
    return fields;
  }

  private static MappingNode map(@Nullable Node node, String construct, @Nullable Set<String> keys)
      throws RuleFault {
    if (!(node instanceof MappingNode map)) {
      throw new RuleFault(construct, "une table est attendue", node);
    }
    Set<String> seen = new HashSet<>();
    for (NodeTuple entry : map.getValue()) {
      String key = YamlText.scalar(entry.getKeyNode(), construct);
      if (!seen.add(key)) {
        throw new RuleFault(key, "clé donnée deux fois", entry.getKeyNode());
      }
      if (keys != null && !keys.contains(key)) {
        throw new RuleFault(key, "clé inconnue", entry.getKeyNode());
      }
    }
    return map;
  }

  private static List<Node> list(@Nullable Node node, String construct) throws RuleFault {
    return switch (node) {
      case null -> List.of();
      case SequenceNode list -> list.getValue();
      default -> throw new RuleFault(construct, "une liste est attendue", node);
    };
  }

  private static List<Node> oneOrMore(Node node, String construct) throws RuleFault {
    return node instanceof SequenceNode ? list(node, construct) : List.of(node);
  }

  private static List<String> texts(MappingNode in, String key) throws RuleFault {
    Node node = YamlText.value(in, key);
    if (node == null) {
      return List.of();
    }
    List<String> texts = new ArrayList<>();
    for (Node one : oneOrMore(node, key)) {
      texts.add(text(one, key));
    }
    if (texts.size() > MAX_TEXTS) {
      throw new RuleFault(key, "plus de " + MAX_TEXTS + " valeurs", node);
    }
    return List.copyOf(texts);
  }

  private static @Nullable String word(MappingNode in, String key) throws RuleFault {
    Node node = YamlText.value(in, key);
    return node == null ? null : text(node, key);
  }

  private static String text(Node node, String construct) throws RuleFault {
    String text = YamlText.scalar(node, construct).strip();
    if (text.isEmpty() || !(node instanceof ScalarNode)) {
      throw new RuleFault(construct, "un texte est attendu", node);
    }
    return text;
  }

  private static String fieldName(Node node, String construct) throws RuleFault {
    String name = text(node, construct);
    if (name.length() > EventFields.MAX_NAME_BYTES || name.chars().anyMatch(c -> c < ' ')) {
      throw new RuleFault(construct, "ce n’est pas un nom de champ", node);
    }
    return name;
  }
}
