package org.bouclier.detect.sigma;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bouclier.detect.sigma.Bounds.Bound;
import org.bouclier.detect.sigma.CorrelationDraft.Reference;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Reads a correlation (sigma-correlation-rules-specification 2.1). Whatever it does not know it
 * refuses: a key left out in silence would change what the rule means.
 *
 * <p>{@code group-by} may be absent, as in rules of SigmaHQ's own guide: everything is then one
 * group. {@code percentile}, from 0 to 100, is pySigma's key for {@code value_percentile}; without
 * it the median is meant, which the specification calls "percentile 50". Conditions that combine
 * rules by words, and the units {@code w}, {@code M}, {@code y}, are pySigma's too, and not in the
 * specification: refused.
 */
final class CorrelationReader {

  private static final Set<String> KEYS =
      Set.of("type", "rules", "group-by", "timespan", "condition", "aliases", "generate");
  private static final int MAX_RULES = 64;
  private static final int MAX_ORDERED = 16; // a group keeps the square of it
  private static final int MAX_FIELDS = 16;
  private static final long MAX_SPAN_SECONDS = 366L * 86_400;
  private static final int MAX_COUNT = 1_000_000; // so many events a group must be able to keep
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  private final MappingNode correlation;

  private CorrelationReader(MappingNode correlation) {
    this.correlation = correlation;
  }

  /**
   * @param root the whole document
   * @param correlation value of its key {@code correlation}
   * @throws RuleFault naming what is not understood
   */
  static CorrelationDraft read(Document document, MappingNode root, MappingNode correlation)
      throws RuleFault {
    return new CorrelationReader(correlation).read(document, root);
  }

  private CorrelationDraft read(Document document, MappingNode root) throws RuleFault {
    Set<String> keys = new HashSet<>();
    for (NodeTuple entry : correlation.getValue()) {
      String key = YamlText.scalar(entry.getKeyNode(), "correlation");
      if (!KEYS.contains(key)) {
        throw new RuleFault("correlation", "clé inconnue : " + key, entry.getKeyNode());
      }
      if (!keys.add(key)) {
        throw new RuleFault("yaml", "clé en double : " + key, entry.getKeyNode());
      }
    }
    CorrelationType type = type();
    List<Reference> rules = rules(type);
    Node condition = YamlText.value(correlation, "condition");
    var read = new ConditionRead(condition, type, correlation);
    return new CorrelationDraft(
        document,
        type,
        rules,
        groupBy(),
        read.fields,
        spanMillis(),
        read.bounds,
        line(condition == null ? correlation : condition),
        read.percentile,
        aliases(),
        generate(correlation) || generate(root));
  }

  private Node mandatory(String key) throws RuleFault {
    Node node = YamlText.value(correlation, key);
    if (node == null) {
      throw new RuleFault("correlation", "« " + key + " » est absent", correlation);
    }
    return node;
  }

  private CorrelationType type() throws RuleFault {
    Node node = mandatory("type");
    String word = YamlText.scalar(node, "type").strip();
    CorrelationType type = CorrelationType.of(word);
    if (type == null) {
      throw new RuleFault("type", "type de corrélation inconnu : " + word, node);
    }
    return type;
  }

  private List<Reference> rules(CorrelationType type) throws RuleFault {
    Node node = mandatory("rules");
    List<Reference> rules = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Node item : items(node)) {
      String rule = YamlText.scalar(item, "rules").strip();
      if (rule.isEmpty() || !seen.add(rule)) {
        throw new RuleFault("rules", "règle vide ou nommée deux fois : " + rule, item);
      }
      rules.add(new Reference(rule, line(item)));
    }
    int max = type == CorrelationType.TEMPORAL_ORDERED ? MAX_ORDERED : MAX_RULES;
    if (rules.isEmpty() || rules.size() > max) {
      throw new RuleFault("rules", "de 1 à " + max + " règles sont attendues", node);
    }
    return rules;
  }

  private List<String> groupBy() throws RuleFault {
    Node node = YamlText.value(correlation, "group-by");
    return node == null ? List.of() : names(node, "group-by");
  }

  private static List<String> names(Node node, String construct) throws RuleFault {
    List<String> names = new ArrayList<>();
    for (Node item : items(node)) {
      String name = YamlText.scalar(item, construct).strip();
      if (name.isEmpty() || names.contains(name)) {
        throw new RuleFault(construct, "champ vide ou nommé deux fois : " + name, item);
      }
      names.add(name);
    }
    if (names.isEmpty() || names.size() > MAX_FIELDS) {
      throw new RuleFault(construct, "de 1 à " + MAX_FIELDS + " champs sont attendus", node);
    }
    return names;
  }

  private long spanMillis() throws RuleFault {
    Node node = mandatory("timespan");
    String text = YamlText.scalar(node, "timespan").strip();
    if (text.matches("[0-9]{1,9}[smhd]")) {
      long unit =
          switch (text.charAt(text.length() - 1)) {
            case 's' -> 1;
            case 'm' -> 60;
            case 'h' -> 3_600;
            default -> 86_400;
          };
      long seconds = Long.parseLong(text.substring(0, text.length() - 1)) * unit;
      if (seconds > 0 && seconds <= MAX_SPAN_SECONDS) {
        return seconds * 1_000;
      }
    }
    throw new RuleFault(
        "timespan", "de 1s à 366d, en s, m, h ou d, est attendu, et non " + text, node);
  }

  private Map<String, Map<Reference, String>> aliases() throws RuleFault {
    Node node = YamlText.value(correlation, "aliases");
    Map<String, Map<Reference, String>> aliases = new LinkedHashMap<>();
    if (node == null) {
      return aliases;
    }
    for (NodeTuple alias : map(node).getValue()) {
      Map<Reference, String> fields = new LinkedHashMap<>();
      for (NodeTuple field : map(alias.getValueNode()).getValue()) {
        String rule = YamlText.scalar(field.getKeyNode(), "aliases").strip();
        String name = YamlText.scalar(field.getValueNode(), "aliases").strip();
        if (rule.isEmpty() || name.isEmpty()) {
          throw new RuleFault("aliases", "règle ou champ vide", field.getKeyNode());
        }
        fields.put(new Reference(rule, line(field.getKeyNode())), name);
      }
      String name = YamlText.scalar(alias.getKeyNode(), "aliases").strip();
      if (fields.isEmpty() || aliases.put(name, fields) != null) {
        throw new RuleFault("aliases", "alias vide ou en double : " + name, alias.getKeyNode());
      }
    }
    return aliases;
  }

  private static MappingNode map(Node node) throws RuleFault {
    if (node instanceof MappingNode map) {
      return map;
    }
    throw new RuleFault("aliases", "une table de règles vers champs est attendue", node);
  }

  private static boolean generate(MappingNode map) throws RuleFault {
    Node node = YamlText.value(map, "generate");
    if (node == null) {
      return false;
    }
    return switch (YamlText.scalar(node, "generate")) {
      case "true", "True", "TRUE" -> true;
      case "false", "False", "FALSE" -> false;
      default -> throw new RuleFault("generate", "true ou false est attendu", node);
    };
  }

  private static List<Node> items(Node node) {
    return node instanceof SequenceNode list ? list.getValue() : List.of(node);
  }

  private static int line(Node node) {
    return node.getStartMark().getLine() + 1;
  }

  /** The condition: bounds, and for some types the field and the percentile. */
  private static final class ConditionRead {
    private List<String> fields = List.of();
    private BigDecimal percentile = BigDecimal.valueOf(50);
    private final @Nullable Bounds bounds;

    ConditionRead(@Nullable Node node, CorrelationType type, Node section) throws RuleFault {
      List<Bound> all = new ArrayList<>();
      if (node != null) {
        read(node, type, all);
      }
      if (all.isEmpty() && (node != null || !type.isTemporal())) {
        throw new RuleFault(
            node == null ? "correlation" : "condition",
            "la condition demande gt, gte, lt, lte, eq ou neq",
            node == null ? section : node);
      }
      if (fields.isEmpty() && type.hasField()) {
        throw new RuleFault("condition", "« field » est absent", node);
      }
      this.bounds = all.isEmpty() ? null : new Bounds(all);
    }

    private void read(Node node, CorrelationType type, List<Bound> all) throws RuleFault {
      if (!(node instanceof MappingNode map)) {
        throw new RuleFault(
            "condition", "une table est attendue ; les conditions en mots sont refusées", node);
      }
      Set<String> keys = new HashSet<>();
      for (NodeTuple entry : map.getValue()) {
        String key = YamlText.scalar(entry.getKeyNode(), "condition");
        Node value = entry.getValueNode();
        if (!keys.add(key)) {
          throw new RuleFault("yaml", "clé en double : " + key, entry.getKeyNode());
        }
        switch (key) {
          case "gt" -> all.add(new Bound(Bounds.Order.GT, limit(value, type)));
          case "gte" -> all.add(new Bound(Bounds.Order.GTE, limit(value, type)));
          case "lt" -> all.add(new Bound(Bounds.Order.LT, limit(value, type)));
          case "lte" -> all.add(new Bound(Bounds.Order.LTE, limit(value, type)));
          case "eq" -> all.add(new Bound(Bounds.Order.EQ, limit(value, type)));
          case "neq" -> all.add(new Bound(Bounds.Order.NEQ, limit(value, type)));
          case "field" -> fields = fields(value, type);
          case "percentile" -> percentile = percentile(value, type);
          default ->
              throw new RuleFault("condition", "critère inconnu : " + key, entry.getKeyNode());
        }
      }
    }

    private static List<String> fields(Node node, CorrelationType type) throws RuleFault {
      if (!type.hasField()) {
        throw new RuleFault("condition", type.word() + " ne prend pas de « field »", node);
      }
      List<String> fields = names(node, "condition");
      if (fields.size() > 1 && type.isNumeric()) {
        throw new RuleFault("condition", type.word() + " prend un seul champ", node);
      }
      return fields;
    }

    private static BigDecimal percentile(Node node, CorrelationType type) throws RuleFault {
      BigDecimal percentile = number(node);
      if (type != CorrelationType.VALUE_PERCENTILE
          || percentile.signum() < 0
          || percentile.compareTo(HUNDRED) > 0) {
        throw new RuleFault(
            "condition", "« percentile » va de 0 à 100, pour value_percentile seul", node);
      }
      return percentile;
    }

    private static BigDecimal limit(Node node, CorrelationType type) throws RuleFault {
      BigDecimal limit = number(node);
      if (type.isNumeric()) {
        return limit;
      }
      if (limit.stripTrailingZeros().scale() > 0
          || limit.signum() < 0
          || limit.compareTo(BigDecimal.valueOf(MAX_COUNT)) > 0) {
        throw new RuleFault("condition", "un entier de 0 à " + MAX_COUNT + " est attendu", node);
      }
      return limit;
    }

    private static BigDecimal number(Node node) throws RuleFault {
      byte[] text = YamlText.scalar(node, "condition").strip().getBytes(UTF_8);
      BigDecimal number = NumberTest.number(text, 0, text.length);
      if (number == null || !(node instanceof ScalarNode)) {
        throw new RuleFault("condition", "un nombre est attendu", node);
      }
      return number;
    }
  }
}
