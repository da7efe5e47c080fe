package org.bouclier.node.intelligence;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import org.bouclier.stix.JsonFault;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A list of what must never be blocked, in the format of misp-warninglists ({@code list.json}):
 * name, description, type, version, list. Ours add {@code origin} and {@code licence}.
 *
 * @param name unique, at most 200 chars
 * @param kind how its entries are compared
 * @param version a higher one replaces a lower one
 * @param entries each once, as written
 */
record PrecautionList(
    String name,
    String description,
    PrecautionKind kind,
    String origin,
    String licence,
    long version,
    List<String> entries) {

  private static final int MAX_ENTRIES = 1_000_000;
  private static final int MAX_SUBSTRINGS = 10_000;
  private static final int MIN_SUBSTRING = 5;
  private static final int MAX_ENTRY = 2_048;
  private static final int MAX_NAME = 200;

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(20)
                          .maxStringLength(100_000)
                          .maxDocumentLength(100_000_000)
                          .build())
                  .build())
          .build();

  /** Copies the list. */
  PrecautionList {
    entries = List.copyOf(entries);
  }

  /**
   * Reads one list.
   *
   * @throws Refusal.Refused if it is none, is empty, is too large, or is of a kind that is not
   *     compared here ({@code regex}: a hostile expression would stop the node)
   */
  static PrecautionList read(InputStream json) throws Refusal.Refused {
    JsonNode tree;
    try {
      tree = JSON.readTree(json);
    } catch (JacksonException unreadable) {
      throw new Refusal.Refused("precaution.syntax", JsonFault.text(unreadable));
    }
    String name = tree.path("name").asString("").strip();
    if (name.isEmpty() || name.length() > MAX_NAME || name.chars().anyMatch(c -> c < ' ')) {
      throw new Refusal.Refused("precaution.name", "« name » : 1 à 200 signes");
    }
    PrecautionKind kind = kind(tree.path("type").asString("string"));
    return new PrecautionList(
        name,
        cut(tree.path("description").asString("")),
        kind,
        cut(tree.path("origin").asString("")),
        cut(tree.path("licence").asString("")),
        tree.path("version").asLong(0),
        entries(tree.path("list"), kind));
  }

  private static PrecautionKind kind(String type) throws Refusal.Refused {
    return switch (type.toLowerCase(Locale.ROOT)) {
      case "string" -> PrecautionKind.STRING;
      case "hostname" -> PrecautionKind.HOSTNAME;
      case "substring" -> PrecautionKind.SUBSTRING;
      case "cidr" -> PrecautionKind.CIDR;
      default ->
          throw new Refusal.Refused(
              "precaution.type", "« type » : string, hostname, substring ou cidr");
    };
  }

  private static List<String> entries(JsonNode list, PrecautionKind kind) throws Refusal.Refused {
    int most = kind == PrecautionKind.SUBSTRING ? MAX_SUBSTRINGS : MAX_ENTRIES;
    if (!list.isArray() || list.isEmpty() || list.size() > most) {
      throw new Refusal.Refused("precaution.list", "« list » : 1 à " + most + " entrées");
    }
    var entries = new LinkedHashSet<String>();
    for (JsonNode item : new ArrayList<>(list.values())) {
      String entry = item.asString("").strip().replace("\0", "");
      if (entry.isEmpty() || entry.length() > MAX_ENTRY) {
        throw new Refusal.Refused("precaution.entry", "une entrée est vide ou trop longue");
      }
      if (kind == PrecautionKind.SUBSTRING && entry.length() < MIN_SUBSTRING) {
        throw new Refusal.Refused(
            "precaution.entry", "« " + entry + " » retiendrait trop : 5 signes au moins");
      }
      entries.add(entry);
    }
    return List.copyOf(entries);
  }

  private static String cut(String text) {
    String clean = text.replace("\0", "");
    return clean.length() > 1_000 ? clean.substring(0, 1_000) : clean;
  }
}
