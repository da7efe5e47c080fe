package org.bouclier.node.detection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.TextStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * When the event of a line happened, as the line itself says. Asked only of lines that matched, so
 * it may cost.
 *
 * <p>Read are: the usual date fields at the top of a JSON object, RFC 5424 and RFC 3164 headers,
 * and a date at the start of a text line. A date without zone is in UTC in JSON (Sysmon's {@code
 * UtcTime}) and in the node's zone in syslog (RFC 3164 has neither zone nor year).
 */
final class EventTime {

  /** How far a sender's clock may run ahead. Beyond, the event is dated by its arrival. */
  static final Duration MAX_AHEAD = Duration.ofMinutes(10);

  private static final Set<String> FIELDS =
      Set.of(
          "@timestamp",
          "timestamp",
          "ts",
          "time",
          "UtcTime",
          "TimeCreated",
          "EventTime",
          "event_time",
          "eventTime",
          "date",
          "SystemTime");
  private static final JsonFactory JSON = JsonFactory.builder().build();
  private static final int MAX_HEAD = 64;

  private static final DateTimeFormatter DATE =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .optionalStart()
          .appendLiteral('T')
          .optionalEnd()
          .optionalStart()
          .appendLiteral(' ')
          .optionalEnd()
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .optionalStart()
          .appendOffset("+HH:MM", "Z")
          .optionalEnd()
          .optionalStart()
          .appendOffset("+HHMM", "Z")
          .optionalEnd()
          .toFormatter(Locale.ROOT);
  private static final DateTimeFormatter RFC_3164 =
      new DateTimeFormatterBuilder()
          .appendText(ChronoField.MONTH_OF_YEAR, TextStyle.SHORT)
          .appendPattern(" ppd HH:mm:ss")
          .parseDefaulting(ChronoField.YEAR, 2000) // a leap year: 29 February must parse
          .toFormatter(Locale.ENGLISH);

  private final ZoneId zone;

  EventTime(ZoneId zone) {
    this.zone = zone;
  }

  /** What the line says, whatever it is worth; null if it says nothing that can be read. */
  @Nullable Instant read(byte[] buffer, int from, int to, Instant receivedAt) {
    if (from == to) {
      return null;
    }
    if (buffer[from] == '{') {
      return json(buffer, from, to);
    }
    String head = new String(buffer, from, Math.min(to - from, MAX_HEAD), ISO_8859_1);
    int start = head.startsWith("<") ? head.indexOf('>') + 1 : 0;
    String text = head.substring(start);
    if (text.startsWith("1 ")) {
      text = text.substring(2);
    }
    Instant dated = date(firstWords(text), zone);
    return dated != null || text.length() < 15 ? dated : rfc3164(text.substring(0, 15), receivedAt);
  }

  /** Whether a date lies further ahead than clocks may differ. */
  static boolean isAbsurd(Instant at, Instant receivedAt) {
    return at.isAfter(receivedAt.plus(MAX_AHEAD)) || at.isBefore(Instant.EPOCH);
  }

  private static @Nullable Instant json(byte[] buffer, int from, int to) {
    try (JsonParser parser =
        JSON.createParser(ObjectReadContext.empty(), buffer, from, to - from)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        boolean wanted = FIELDS.contains(parser.currentName());
        JsonToken value = parser.nextToken();
        if (wanted && value.isScalarValue()) {
          String text = parser.getString();
          Instant at = value.isNumeric() ? epoch(text) : orEpoch(text);
          if (at != null) {
            return at;
          }
        }
        parser.skipChildren();
      }
      return null;
    } catch (JacksonException malformed) {
      return null;
    }
  }

  private static @Nullable Instant orEpoch(String text) {
    Instant dated = date(text, ZoneOffset.UTC);
    return dated != null ? dated : epoch(text);
  }

  /** Seconds, milliseconds, microseconds or nanoseconds since 1970, told by their size. */
  private static @Nullable Instant epoch(String text) {
    try {
      double number = Double.parseDouble(text);
      if (!Double.isFinite(number)) {
        return null; // "NaN" parses
      }
      double magnitude = Math.abs(number);
      double seconds =
          magnitude < 1e11
              ? number
              : magnitude < 1e14 ? number / 1e3 : magnitude < 1e17 ? number / 1e6 : number / 1e9;
      long micros = Math.round(seconds * 1e6);
      return magnitude > 1e20 ? null : Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    } catch (NumberFormatException none) {
      return null;
    }
  }

  private static @Nullable Instant date(String text, ZoneId zone) {
    if (text.length() < 19 || text.charAt(4) != '-') {
      return null;
    }
    try {
      var parsed = DATE.parseBest(text, OffsetDateTime::from, LocalDateTime::from);
      return parsed instanceof OffsetDateTime offset
          ? offset.toInstant()
          : ((LocalDateTime) parsed).atZone(zone).toInstant();
    } catch (DateTimeException none) {
      return null;
    }
  }

  private @Nullable Instant rfc3164(String text, Instant receivedAt) {
    try {
      var yearless = LocalDateTime.parse(text, RFC_3164);
      int year = receivedAt.atZone(zone).getYear();
      if (yearless.getMonthValue() == 2 && yearless.getDayOfMonth() == 29 && !Year.isLeap(year)) {
        return null;
      }
      Instant thisYear = yearless.withYear(year).atZone(zone).toInstant();
      // A message of 31 December read on 1 January is of last year.
      return thisYear.isAfter(receivedAt.plus(Duration.ofDays(1)))
          ? yearless.withYear(year - 1).atZone(zone).toInstant()
          : thisYear;
    } catch (DateTimeException none) {
      return null;
    }
  }

  /** A date alone, or a date, a space and a time. */
  private static String firstWords(String text) {
    int space = text.indexOf(' ');
    int end = space == 10 ? text.indexOf(' ', 11) : space;
    return end < 0 ? text : text.substring(0, end);
  }
}
