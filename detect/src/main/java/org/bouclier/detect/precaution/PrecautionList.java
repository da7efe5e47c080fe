package org.bouclier.detect.precaution;

import java.io.InputStream;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/**
 * A list of what must never be blocked, in the format of misp-warninglists ({@code list.json}):
 * name, description, type, version, list. Ours add {@code origin} and {@code licence}.
 *
 * @param name unique, at most 200 chars
 * @param kind how its entries are compared
 * @param version a higher one replaces a lower one
 * @param entries each once, as written
 */
public record PrecautionList(
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

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(20)
                  .maxStringLength(100_000)
                  .maxDocumentLength(100_000_000)
                  .build())
          .build();

  /** Copies the list. */
  public PrecautionList {
    entries = List.copyOf(entries);
  }

  /**
   * Reads one list.
   *
   * @throws RefusedListException if it is none, is empty, is too large, or is of a kind that is not
   *     compared here ({@code regex}: a hostile expression would stop who asks it)
   */
  public static PrecautionList read(InputStream json) throws RefusedListException {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
      return new Reading(parser).read();
    } catch (StreamConstraintsException beyond) {
      throw new RefusedListException(
          "precaution.syntax", "JSON hors limites : texte trop long, ou trop de niveaux");
    } catch (JacksonException unreadable) {
      var place = unreadable.getLocation();
      throw new RefusedListException(
          "precaution.syntax",
          place == null
              ? "JSON illisible"
              : "JSON illisible, ligne " + place.getLineNr() + ", colonne " + place.getColumnNr());
    }
  }

  /** The object of one list while it is read; keys come in any order, others are passed over. */
  private static final class Reading {

    private final JsonParser parser;
    private final Map<String, String> texts = new HashMap<>();
    private final Set<String> entries = new LinkedHashSet<>();

    Reading(JsonParser parser) {
      this.parser = parser;
    }

    PrecautionList read() throws RefusedListException {
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
          String key = parser.currentName();
          JsonToken value = parser.nextToken();
          if (key.equals("list") && value == JsonToken.START_ARRAY) {
            list();
          } else if (value.isScalarValue()) {
            texts.put(key, parser.getString());
          } else {
            parser.skipChildren();
          }
        }
      }
      String name = texts.getOrDefault("name", "").strip();
      if (name.isEmpty() || name.length() > MAX_NAME || name.chars().anyMatch(c -> c < ' ')) {
        throw new RefusedListException("precaution.name", "« name » : 1 à 200 signes");
      }
      PrecautionKind kind = kind(texts.getOrDefault("type", "string"));
      check(kind);
      return new PrecautionList(
          name,
          cut(texts.getOrDefault("description", "")),
          kind,
          cut(texts.getOrDefault("origin", "")),
          cut(texts.getOrDefault("licence", "")),
          version(texts.getOrDefault("version", "0")),
          List.copyOf(entries));
    }

    private void list() throws RefusedListException {
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        String entry =
            parser.currentToken().isScalarValue()
                ? parser.getString().strip().replace("\0", "")
                : "";
        if (entry.isEmpty() || entry.length() > MAX_ENTRY) {
          throw new RefusedListException("precaution.entry", "une entrée est vide ou trop longue");
        }
        if (entries.size() == MAX_ENTRIES) {
          throw new RefusedListException(
              "precaution.list", "« list » : 1 à " + MAX_ENTRIES + " entrées");
        }
        entries.add(entry);
      }
    }

    private void check(PrecautionKind kind) throws RefusedListException {
      int most = kind == PrecautionKind.SUBSTRING ? MAX_SUBSTRINGS : MAX_ENTRIES;
      if (entries.isEmpty() || entries.size() > most) {
        throw new RefusedListException("precaution.list", "« list » : 1 à " + most + " entrées");
      }
      for (String entry : entries) {
        if (kind == PrecautionKind.SUBSTRING && entry.length() < MIN_SUBSTRING) {
          throw new RefusedListException(
              "precaution.entry", "« " + entry + " » retiendrait trop : 5 signes au moins");
        }
      }
    }
  }

  private static long version(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException none) {
      return 0;
    }
  }

  private static PrecautionKind kind(String type) throws RefusedListException {
    return switch (type.toLowerCase(Locale.ROOT)) {
      case "string" -> PrecautionKind.STRING;
      case "hostname" -> PrecautionKind.HOSTNAME;
      case "substring" -> PrecautionKind.SUBSTRING;
      case "cidr" -> PrecautionKind.CIDR;
      default ->
          throw new RefusedListException(
              "precaution.type", "« type » : string, hostname, substring ou cidr");
    };
  }

  private static String cut(String text) {
    String clean = text.replace("\0", "");
    return clean.length() > 1_000 ? clean.substring(0, 1_000) : clean;
  }
}
