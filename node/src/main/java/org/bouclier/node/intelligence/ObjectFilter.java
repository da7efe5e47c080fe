package org.bouclier.node.intelligence;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.StringJoiner;
import org.bouclier.stix.Tlp;
import org.jspecify.annotations.Nullable;

/**
 * What a list of objects is asked for. Every field may be empty; a URL says all of them, so a list
 * can be sent to a colleague.
 *
 * @param words searched in names, descriptions and values
 * @param kind a kind of indicator ({@code DOMAIN}...), or a STIX type
 * @param status of indicators
 * @param source the number of a source
 * @param after where the page starts: after this object
 */
public record ObjectFilter(
    String words,
    String kind,
    @Nullable IndicatorStatus status,
    @Nullable Tlp tlp,
    @Nullable Integer source,
    @Nullable Position after) {

  private static final int MAX_WORDS = 200;

  /** A place in the list: lists are in the order of the last change, the latest first. */
  public record Position(Instant changedAt, long number) {

    /** As it stands in a URL. */
    String text() {
      return changedAt + "~" + number;
    }

    /** Reads it back; empty if it is none: the list then starts at its start. */
    static Optional<Position> parse(String text) {
      int tilde = text.indexOf('~');
      try {
        return tilde < 0
            ? Optional.empty()
            : Optional.of(
                new Position(
                    Instant.parse(text.substring(0, tilde)),
                    Long.parseLong(text.substring(tilde + 1))));
      } catch (DateTimeParseException | NumberFormatException notAPlace) {
        return Optional.empty();
      }
    }
  }

  /** Reads a request; what is not understood is left out. */
  static ObjectFilter of(
      String words, String kind, String status, String tlp, String source, String after) {
    return new ObjectFilter(
        words.length() > MAX_WORDS ? words.substring(0, MAX_WORDS) : words.strip(),
        kind.matches("[A-Za-z0-9-]{1,100}") ? kind : "",
        constant(IndicatorStatus.class, status),
        constant(Tlp.class, tlp),
        source.matches("[0-9]{1,9}") ? Integer.valueOf(source) : null,
        Position.parse(after).orElse(null));
  }

  private static <E extends Enum<E>> @Nullable E constant(Class<E> type, String name) {
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equals(name)) {
        return constant;
      }
    }
    return null;
  }

  /** Whether anything is asked for. */
  public boolean isEmpty() {
    return words.isEmpty() && kind.isEmpty() && status == null && tlp == null && source == null;
  }

  /** The same question from another place. */
  public ObjectFilter startingAfter(@Nullable Position place) {
    return new ObjectFilter(words, kind, status, tlp, source, place);
  }

  /** The URL of this list. */
  public String href(String path) {
    var query = new StringJoiner("&");
    add(query, "q", words);
    add(query, "espece", kind);
    add(query, "statut", status == null ? "" : status.name());
    add(query, "tlp", tlp == null ? "" : tlp.name());
    add(query, "source", source == null ? "" : source.toString());
    add(query, "apres", after == null ? "" : after.text());
    return query.length() == 0 ? path : path + "?" + query;
  }

  private static void add(StringJoiner query, String name, String value) {
    if (!value.isEmpty()) {
      query.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
    }
  }
}
