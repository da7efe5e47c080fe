package org.bouclier.detect.sigma;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Compiles a rule's {@code detection} (sigma-rules-specification, "Detection";
 * sigma-appendix-modifiers). A map is the conjunction of its fields, a list a disjunction, a lone
 * string a keyword.
 *
 * <p>What the specification leaves open is decided so: {@code neq} is the negation of equality, so
 * an event without the field satisfies it.
 */
final class DetectionReader {

  /** Most values of one rule; YAML aliases can make a small file a large one. */
  private static final int MAX_VALUES = 20_000;

  private static final Set<String> LEGACY = Set.of("timeframe");

  private final FieldTable table;
  private final Placeholders placeholders;
  private int values;

  DetectionReader(FieldTable table, Placeholders placeholders) {
    this.table = table;
    this.placeholders = placeholders;
  }

  /**
   * @throws RuleFault naming the construct that is not understood
   */
  Condition read(MappingNode detection) throws RuleFault {
    Map<String, Condition> searches = new LinkedHashMap<>();
    Node condition = null;
    for (NodeTuple entry : detection.getValue()) {
      String name = YamlText.scalar(entry.getKeyNode(), "detection");
      if (name.equals("condition")) {
        condition = entry.getValueNode();
      } else if (LEGACY.contains(name)) {
        throw new RuleFault(
            name,
            "« timeframe » d'avant Sigma 2.0 : à récrire en règle de corrélation",
            entry.getKeyNode());
      } else {
        try {
          searches.put(name, search(entry.getValueNode()));
        } catch (RuleFault fault) {
          throw fault.at(entry.getKeyNode());
        }
      }
    }
    if (condition == null) {
      throw new RuleFault("condition", "aucune condition", detection);
    }
    try {
      return condition(condition, searches);
    } catch (RuleFault fault) {
      throw fault.at(condition);
    }
  }

  private static Condition condition(Node node, Map<String, Condition> searches) throws RuleFault {
    if (node instanceof SequenceNode list) {
      List<Condition> parts = new ArrayList<>();
      for (Node part : list.getValue()) {
        parts.add(ConditionParser.parse(YamlText.scalar(part, "condition"), searches));
      }
      if (parts.isEmpty()) {
        throw new RuleFault("condition", "aucune condition");
      }
      return AnyOf.of(parts);
    }
    return ConditionParser.parse(YamlText.scalar(node, "condition"), searches);
  }

  private Condition search(Node node) throws RuleFault {
    return switch (node) {
      case MappingNode map -> map(map);
      case SequenceNode list -> list(list);
      default -> new KeywordTest(List.of(keyword(node, false)), false);
    };
  }

  private Condition list(SequenceNode list) throws RuleFault {
    List<Condition> parts = new ArrayList<>();
    List<ValueTest> keywords = new ArrayList<>();
    for (Node item : list.getValue()) {
      if (item instanceof MappingNode map) {
        parts.add(map(map));
      } else if (item instanceof ScalarNode) {
        keywords.add(keyword(item, false));
      } else {
        throw new RuleFault("detection", "liste dans une liste", item);
      }
    }
    if (!keywords.isEmpty()) {
      parts.add(new KeywordTest(keywords, false));
    }
    if (parts.isEmpty()) {
      throw new RuleFault("detection", "liste vide", list);
    }
    return AnyOf.of(parts);
  }

  private Condition map(MappingNode map) throws RuleFault {
    List<Condition> parts = new ArrayList<>();
    Set<String> keys = new HashSet<>();
    for (NodeTuple entry : map.getValue()) {
      String key = YamlText.scalar(entry.getKeyNode(), "detection");
      if (!keys.add(key)) {
        throw new RuleFault("yaml", "clé en double : " + key, entry.getKeyNode());
      }
      try {
        parts.add(item(key, entry.getValueNode()));
      } catch (RuleFault fault) {
        throw fault.at(entry.getKeyNode());
      }
    }
    if (parts.isEmpty()) {
      throw new RuleFault("detection", "recherche vide", map);
    }
    return AllOf.of(parts);
  }

  private Condition item(String key, Node node) throws RuleFault {
    String[] parts = key.split("\\|", -1);
    List<Node> nodes = node instanceof SequenceNode list ? list.getValue() : List.of(node);
    if (nodes.isEmpty()) {
      throw new RuleFault("detection", "liste de valeurs vide pour " + key, node);
    }
    values += nodes.size();
    if (values > MAX_VALUES) {
      throw new RuleFault("detection", "plus de " + MAX_VALUES + " valeurs", node);
    }
    var modifiers = Modifiers.parse(parts);
    if (parts[0].isEmpty()) {
      return keywords(modifiers, nodes);
    }
    int slot = table.slot(parts[0]);
    if (modifiers.exists()) {
      return new PresenceTest(slot, parts[0], bool(nodes));
    }
    if (modifiers.reference()) {
      return references(slot, parts[0], modifiers, nodes);
    }
    List<ValueTest> tests = new ArrayList<>();
    List<Condition> groups = new ArrayList<>();
    for (Node value : nodes) {
      List<ValueTest> variants = tests(modifiers, value, nodes.size() > 1);
      if (modifiers.all() && variants.size() > 1) {
        groups.add(new FieldTest(slot, parts[0], variants, false));
      } else {
        tests.addAll(variants);
      }
    }
    Condition condition;
    if (modifiers.part() != null) {
      condition = new PartTest(slot, parts[0], modifiers.part(), tests);
    } else {
      if (!tests.isEmpty()) {
        groups.add(new FieldTest(slot, parts[0], tests, modifiers.all()));
      }
      condition = AllOf.of(groups);
    }
    return modifiers.differs() ? new Not(condition) : condition;
  }

  private Condition keywords(Modifiers modifiers, List<Node> nodes) throws RuleFault {
    if (!modifiers.isKeyword()) {
      throw new RuleFault("keyword", "modificateur sans nom de champ");
    }
    List<ValueTest> tests = new ArrayList<>();
    for (Node value : nodes) {
      tests.add(keyword(value, modifiers.cased()));
    }
    return new KeywordTest(tests, modifiers.all());
  }

  private ValueTest keyword(Node node, boolean cased) throws RuleFault {
    if (++values > MAX_VALUES) {
      throw new RuleFault("detection", "plus de " + MAX_VALUES + " valeurs", node);
    }
    String text = YamlText.scalar(node, "keyword");
    if (text.isEmpty() || node.getTag().equals(Tag.NULL)) {
      throw new RuleFault("keyword", "mot-clé vide", node);
    }
    return StringTests.of(SigmaString.parse(text).open(true, true), cased);
  }

  private Condition references(int slot, String name, Modifiers modifiers, List<Node> nodes)
      throws RuleFault {
    List<Condition> parts = new ArrayList<>();
    for (Node node : nodes) {
      int other = table.slot(YamlText.scalar(node, "fieldref"));
      parts.add(new FieldsCompared(slot, name, other, modifiers.anchor(), modifiers.cased()));
    }
    Condition condition = modifiers.all() ? AllOf.of(parts) : AnyOf.of(parts);
    return modifiers.differs() ? new Not(condition) : condition;
  }

  private static boolean bool(List<Node> nodes) throws RuleFault {
    String text = nodes.size() == 1 ? YamlText.scalar(nodes.getFirst(), "exists") : "";
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "yes", "on" -> true;
      case "false", "no", "off" -> false;
      default -> throw new RuleFault("exists", "« exists » demande true ou false");
    };
  }

  /** One value after its modifiers: several tests, of which one must hold. */
  private List<ValueTest> tests(Modifiers modifiers, Node node, boolean inList) throws RuleFault {
    if (!(node instanceof ScalarNode scalar)) {
      throw new RuleFault("detection", "une valeur n'est ni liste ni table", node);
    }
    if (scalar.getTag().equals(Tag.NULL)) {
      if (inList || modifiers.changesValues()) {
        throw new RuleFault("null", "« null » ne se met ni en liste ni sous un modificateur", node);
      }
      return List.of(new NullTest());
    }
    try {
      if (!modifiers.expand()) {
        return tests(modifiers, scalar.getValue());
      }
      List<String> texts = placeholders.expand(scalar.getValue());
      values += texts.size() - 1;
      if (values > MAX_VALUES) {
        throw new RuleFault("expand", "plus de " + MAX_VALUES + " valeurs");
      }
      List<ValueTest> tests = new ArrayList<>();
      for (String text : texts) {
        tests.addAll(tests(modifiers, text));
      }
      return tests;
    } catch (RuleFault fault) {
      throw fault.at(node);
    }
  }

  private static List<ValueTest> tests(Modifiers modifiers, String text) throws RuleFault {
    if (modifiers.regex()) {
      return List.of(
          RegexTest.of(text, modifiers.ignoreCase(), modifiers.multiLine(), modifiers.dotAll()));
    }
    if (modifiers.cidr()) {
      return List.of(CidrTest.of(text));
    }
    NumberTest.Order order = modifiers.order();
    if (order != null) {
      return List.of(new NumberTest(order, number(text)));
    }
    List<ValueTest> tests = new ArrayList<>();
    for (SigmaString variant : modifiers.apply(text)) {
      tests.add(StringTests.of(variant, modifiers.cased()));
    }
    return tests;
  }

  private static BigDecimal number(String text) throws RuleFault {
    byte[] bytes = text.strip().getBytes(UTF_8);
    @Nullable BigDecimal number = NumberTest.number(bytes, 0, bytes.length);
    if (number == null) {
      throw new RuleFault("number", "un nombre est attendu : " + text);
    }
    return number;
  }
}
