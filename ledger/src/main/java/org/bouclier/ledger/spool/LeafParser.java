package org.bouclier.ledger.spool;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bouclier.ledger.log.Hash;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads a leaf. It need only find the values: that they stood in the one permitted spelling is
 * shown by printing the leaf again and comparing, which no cleverness of a sender can pass.
 */
final class LeafParser {

  private static final JsonFactory JSON = new JsonFactory();

  private final Map<String, String> values = new HashMap<>();
  private final List<String> destinations = new ArrayList<>();

  private LeafParser() {}

  static Leaf parse(byte[] entry) {
    if (entry.length > Leaf.MAX_BYTES) {
      throw new MalformedLeafException("a leaf has at most 512 bytes, not " + entry.length);
    }
    try {
      var parser = new LeafParser();
      parser.scan(entry);
      var leaf = parser.leaf();
      if (!Arrays.equals(leaf.bytes(), entry)) {
        throw new MalformedLeafException("a leaf is not in canonical form");
      }
      return leaf;
    } catch (JacksonException | IllegalArgumentException | DateTimeException unreadable) {
      throw new MalformedLeafException("a leaf is not readable", unreadable);
    }
  }

  private void scan(byte[] entry) {
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), entry)) {
      String name = "";
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        switch (token) {
          case PROPERTY_NAME -> name = json.currentName();
          case VALUE_STRING, VALUE_NUMBER_INT -> {
            if (name.equals("dest")) {
              destinations.add(json.getString());
            } else {
              values.put(name, json.getString());
            }
          }
          default -> {} // what does not belong here is gone when the leaf is printed again
        }
      }
    }
  }

  private Leaf leaf() {
    return new Leaf(
        value("type"),
        Long.parseLong(value("n")),
        Hash.ofHex(value("commit")),
        ciphertext(),
        destinations,
        Integer.parseInt(value("prio")),
        Instant.parse(value("exp")),
        Hash.ofHex(value("policy")),
        Instant.parse(value("t")));
  }

  private Leaf.@Nullable Ciphertext ciphertext() {
    return values.containsKey("ct")
        ? new Leaf.Ciphertext(Hash.ofHex(value("ct")), Integer.parseInt(value("size")))
        : null;
  }

  private String value(String name) {
    var value = values.get(name);
    if (value == null) {
      throw new MalformedLeafException("a leaf has no " + name);
    }
    return value;
  }
}
