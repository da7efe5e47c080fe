package org.bouclier.detect.sigma;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads YAML nodes as the texts they hold: values compare as they are written. */
final class YamlText {

  private YamlText() {}

  /**
   * The text of a scalar.
   *
   * @throws RuleFault if it is a list or a map
   */
  static String scalar(Node node, String construct) throws RuleFault {
    if (node instanceof ScalarNode scalar) {
      return scalar.getValue();
    }
    throw new RuleFault(construct, "un texte est attendu", node);
  }

  /** The value of a key, or null. */
  static @Nullable Node value(MappingNode map, String key) {
    for (NodeTuple entry : map.getValue()) {
      if (entry.getKeyNode() instanceof ScalarNode name && name.getValue().equals(key)) {
        return entry.getValueNode();
      }
    }
    return null;
  }

  /** The text of a key, or empty; a list or a map is empty too. */
  static String text(MappingNode map, String key) {
    return value(map, key) instanceof ScalarNode scalar ? scalar.getValue().strip() : "";
  }

  /** The texts of a key that holds a list or one text. */
  static List<String> texts(MappingNode map, String key) {
    List<String> texts = new ArrayList<>();
    switch (value(map, key)) {
      case SequenceNode list -> {
        for (Node item : list.getValue()) {
          if (item instanceof ScalarNode scalar) {
            texts.add(scalar.getValue().strip());
          }
        }
      }
      case ScalarNode scalar -> texts.add(scalar.getValue().strip());
      case null, default -> {}
    }
    return texts;
  }

  /**
   * The texts of a node, of its elements or of its members, and of theirs, as {@code key: value};
   * no deeper, lest aliases of aliases make a small file a large one.
   */
  static List<String> shallow(Node node) {
    List<String> texts = new ArrayList<>();
    List<Node> items = node instanceof SequenceNode list ? list.getValue() : List.of(node);
    for (Node item : items) {
      if (item instanceof ScalarNode scalar) {
        texts.add(scalar.getValue().strip());
      } else if (item instanceof MappingNode map) {
        for (NodeTuple member : map.getValue()) {
          if (member.getKeyNode() instanceof ScalarNode key
              && member.getValueNode() instanceof ScalarNode value) {
            texts.add(key.getValue() + ": " + value.getValue().strip());
          }
        }
      }
    }
    return List.copyOf(texts);
  }
}
