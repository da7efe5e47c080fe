package org.bouclier.stix;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Builds the tree of one JSON value, counting as it goes.
 *
 * <p>A value past a limit is not kept, but read to its end, so that whatever follows can be read.
 */
final class StixJson {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  // Depth is bounded by StixLimits, with a message of ours; this one is for what gets skipped.
  private static final JsonFactory STRICT =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(StixLimits.MAX_TOKEN_CHARS)
                  .maxNestingDepth(2_000)
                  .maxNumberLength(400)
                  .maxNameLength(1_000)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  /** Reads strict JSON: a property twice in one object is an error, and so is what follows it. */
  static final JsonMapper MAPPER = JsonMapper.builder(STRICT).build();

  private final JsonParser parser;
  private final StixLimits limits;
  private int nodes;

  private StixJson(JsonParser parser, StixLimits limits) {
    this.parser = parser;
    this.limits = limits;
  }

  /**
   * Reads the value at which the parser stands; leaves it on that value's last token.
   *
   * @throws TooMuch if a limit is passed
   */
  static JsonNode read(JsonParser parser, StixLimits limits) throws TooMuch {
    return new StixJson(parser, limits).value(0);
  }

  private JsonNode value(int depth) throws TooMuch {
    JsonToken token = parser.currentToken();
    if (++nodes > limits.maxNodes()) {
      int open = token.isStructStart() ? depth + 1 : depth;
      throw new TooMuch("plus de " + limits.maxNodes() + " valeurs dans un objet", open);
    }
    return switch (token) {
      case START_OBJECT -> object(depth + 1);
      case START_ARRAY -> list(depth + 1);
      case VALUE_STRING -> {
        if (parser.getStringLength() > limits.maxStringChars()) {
          throw new TooMuch("chaîne de plus de " + limits.maxStringChars() + " caractères", depth);
        }
        yield NODES.stringNode(parser.getString());
      }
      case VALUE_NUMBER_INT -> whole(depth);
      case VALUE_NUMBER_FLOAT -> {
        double number = parser.getDoubleValue();
        if (!Double.isFinite(number)) {
          throw new TooMuch("nombre trop grand", depth);
        }
        yield NODES.numberNode(number);
      }
      case VALUE_TRUE -> NODES.booleanNode(true);
      case VALUE_FALSE -> NODES.booleanNode(false);
      case VALUE_NULL -> NODES.nullNode();
      default -> throw new IllegalStateException("not at a value: " + token);
    };
  }

  /** STIX 2.1, section 2.10: integers between -(2^53)+1 and (2^53)-1, those a double holds. */
  private JsonNode whole(int depth) throws TooMuch {
    if (parser.getStringLength() > 17 || Math.abs(parser.getLongValue()) >= 1L << 53) {
      throw new TooMuch("entier au-delà de 2^53", depth);
    }
    return NODES.numberNode(parser.getLongValue());
  }

  private ObjectNode object(int depth) throws TooMuch {
    checkDepth(depth);
    var object = NODES.objectNode();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      var name = parser.currentName();
      parser.nextToken();
      object.set(name, value(depth));
      checkItems(object.size(), depth);
    }
    return object;
  }

  private ArrayNode list(int depth) throws TooMuch {
    checkDepth(depth);
    var list = NODES.arrayNode();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      list.add(value(depth));
      checkItems(list.size(), depth);
    }
    return list;
  }

  private void checkDepth(int depth) throws TooMuch {
    if (depth > limits.maxDepth()) {
      throw new TooMuch("plus de " + limits.maxDepth() + " niveaux d’imbrication", depth);
    }
  }

  private void checkItems(int items, int depth) throws TooMuch {
    if (items > limits.maxItems()) {
      throw new TooMuch("liste de plus de " + limits.maxItems() + " éléments", depth);
    }
  }

  /**
   * A copy that shares nothing with the original, numbers in one representation, within the limits.
   *
   * @throws TooMuch if a limit is passed
   */
  static JsonNode copy(JsonNode tree, StixLimits limits) throws TooMuch {
    try (var parser = MAPPER.treeAsTokens(tree)) {
      parser.nextToken();
      return read(parser, limits);
    }
  }

  /** A limit was passed, {@code openLevels} braces or brackets deep inside the value. */
  static final class TooMuch extends Exception {

    private static final long serialVersionUID = 1;

    private final int openLevels;

    TooMuch(String message, int openLevels) {
      super(message, null, false, false);
      this.openLevels = openLevels;
    }

    /** Reads on to the end of the value that was too much. */
    void skipRest(JsonParser parser) {
      int open = openLevels;
      while (open > 0) {
        JsonToken token = parser.nextToken();
        if (token == null) {
          return; // truncated: the caller meets the end of the input again
        }
        open += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
      }
    }
  }
}
