package org.bouclier.detect.sigma;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bouclier.detect.log.LogSource;
import org.bouclier.detect.sigma.CorrelationDraft.Reference;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Reads a global filter (sigma-filters-specification 2.1): a selection of events that some rules,
 * or any rule of its log source, are not to speak of.
 *
 * <p>Two manners of writing it are about. The specification's example selects what is left out
 * ({@code condition: selection}, of "valid administrator accounts"); pySigma joins the condition by
 * "and", so its users write {@code condition: not selection}. Taken literally, each reads the
 * other's filters as their contrary, and silences a rule. A filter is there to leave events out, so
 * a condition that is a negation as a whole is what an event must satisfy, and any other says what
 * is left out.
 */
final class FilterReader {

  private static final Condition SOMETHING = new PresenceTest(0, "", true);

  private FilterReader() {}

  /**
   * @param filter value of the key {@code filter}
   * @throws RuleFault naming what is not understood
   */
  static FilterDraft read(
      Document document, LogSource source, MappingNode filter, DetectionReader reader)
      throws RuleFault {
    Node rules = YamlText.value(filter, "rules");
    if (rules == null) {
      throw new RuleFault("filter", "aucune règle : écrire « any » ou une liste", filter);
    }
    List<Reference> references = references(rules);
    List<NodeTuple> rest = new ArrayList<>();
    Map<String, Condition> names = new LinkedHashMap<>();
    String written = "";
    for (NodeTuple entry : filter.getValue()) {
      String key = YamlText.scalar(entry.getKeyNode(), "filter");
      if (key.equals("condition")) {
        if (!(entry.getValueNode() instanceof ScalarNode text)) {
          throw new RuleFault("condition", "une seule condition est attendue", entry.getKeyNode());
        }
        written = text.getValue();
      } else if (!key.equals("rules")) {
        names.put(key, SOMETHING);
      }
      if (!key.equals("rules")) {
        rest.add(entry);
      }
    }
    Condition condition =
        reader.read(
            new MappingNode(
                filter.getTag(),
                true,
                rest,
                filter.getStartMark(),
                filter.getEndMark(),
                filter.getFlowStyle()));
    boolean negative = isNegative(ConditionParser.parse(written, names));
    return new FilterDraft(document, source, references, negative ? condition : new Not(condition));
  }

  private static List<Reference> references(Node rules) throws RuleFault {
    if (rules instanceof ScalarNode one) {
      String text = one.getValue().strip();
      if (text.isEmpty()) {
        throw new RuleFault("filter", "aucune règle : écrire « any » ou une liste", rules);
      }
      return text.toLowerCase(Locale.ROOT).equals("any")
          ? List.of()
          : List.of(new Reference(text, line(rules)));
    }
    List<Reference> references = new ArrayList<>();
    if (rules instanceof SequenceNode list) {
      for (Node item : list.getValue()) {
        references.add(new Reference(YamlText.scalar(item, "filter").strip(), line(item)));
      }
    }
    if (references.isEmpty()) { // not "any": a list emptied by comments would silence all rules
      throw new RuleFault("filter", "aucune règle : écrire « any » ou une liste", rules);
    }
    return references;
  }

  private static int line(Node node) {
    return node.getStartMark().getLine() + 1;
  }

  /** As the condition is written: a selection by {@code neq} is still a selection. */
  private static boolean isNegative(Condition condition) {
    return switch (condition) {
      case Not not -> true;
      case AllOf(var parts) -> parts.stream().allMatch(FilterReader::isNegative);
      case AnyOf(var parts) -> parts.stream().allMatch(FilterReader::isNegative);
      case SomeOf(int needed, var parts) -> parts.stream().allMatch(FilterReader::isNegative);
      case FieldTest test -> false;
      case KeywordTest test -> false;
      case PresenceTest test -> false;
      case FieldsCompared test -> false;
      case PartTest test -> false;
    };
  }
}
