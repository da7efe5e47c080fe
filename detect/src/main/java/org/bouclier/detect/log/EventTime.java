package org.bouclier.detect.log;

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
import java.time.format.ResolverStyle;
import java.time.format.TextStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * When the event of a line happened, as the line itself says. Asked only of lines that matched, so
 * it may cost. Holds scratch memory: one thread at a time.
 *
 * <p>Read are, the first that can be: the usual date fields ({@code @timestamp}, {@code ts}, {@code
 * UtcTime}, {@code time_local}...), at the top of an object or where Windows and the audit daemon
 * put them; the heads of RFC 5424 and RFC 3164; a date at the start of a text.
 *
 * <ul>
 *   <li>A number is of seconds, milliseconds, microseconds or nanoseconds since 1970, told by its
 *       size.
 *   <li>A date without zone is in UTC in an object (Sysmon's {@code UtcTime}), else in the zone
 *       given: RFC 3164 names none.
 *   <li>A date without year, as RFC 3164's, is the last such day before the line was written, which
 *       the caller knows; a day ahead is granted for zones and clocks.
 * </ul>
 */
public final class EventTime {

  /** How far a sender's clock may run ahead. Beyond, a time is {@link #isAbsurd}. */
  public static final Duration MAX_AHEAD = Duration.ofMinutes(10);

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
          "SystemTime",
          "time_local",
          "__REALTIME_TIMESTAMP",
          "Event.System.TimeCreated.SystemTime",
          "Event.System.TimeCreated.#attributes.SystemTime",
          "Event.System.TimeCreated.@SystemTime");
  private static final String AUDIT = "msg";
  private static final int MAX_CHARS = 64;
  private static final double MIN_SECONDS = 1e8; // 1973

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
  private static final DateTimeFormatter ACCESS =
      DateTimeFormatter.ofPattern("dd/MMM/uuuu:HH:mm:ss Z", Locale.ENGLISH);
  private static final DateTimeFormatter RFC_3164 =
      new DateTimeFormatterBuilder()
          .appendText(ChronoField.MONTH_OF_YEAR, TextStyle.SHORT)
          .appendPattern(" ppd HH:mm:ss")
          .parseDefaulting(ChronoField.YEAR, 2000) // a leap year: 29 February must parse
          .toFormatter(Locale.ENGLISH)
          .withResolverStyle(ResolverStyle.STRICT);

  private final ZoneId zone;
  private final LineDecoder decoder = new LineDecoder();
  private final EventFields fields = new EventFields();

  /**
   * @param zone of dates in syslog and text that name none
   */
  public EventTime(ZoneId zone) {
    this.zone = zone;
  }

  /**
   * What a line says of its time.
   *
   * @param text in its own words
   * @param at what they mean; null if that cannot be read
   */
  public record Said(String text, @Nullable Instant at) {}

  /**
   * What the line says, whatever it is worth.
   *
   * @param format how the line is written
   * @param writtenAt when it was written at the latest: received, or its file last changed
   * @return null if it says nothing
   */
  public @Nullable Said read(byte[] buffer, int from, int to, LogFormat format, Instant writtenAt) {
    LogFormat resolved = LineDecoder.resolve(buffer, from, to, format);
    decoder.decode(buffer, from, to, resolved, fields);
    boolean isObject = resolved == LogFormat.NDJSON;
    Said unreadable = null;
    for (int field = 0; field < fields.count(); field++) {
      Said said = ofField(field, isObject ? ZoneOffset.UTC : zone, writtenAt);
      if (said != null && said.at() != null) {
        return said;
      }
      unreadable = unreadable == null ? said : unreadable;
    }
    if (unreadable != null || isObject) {
      return unreadable;
    }
    String head = new String(buffer, from, Math.min(to - from, MAX_CHARS), ISO_8859_1);
    String words = firstWords(head);
    Instant dated = date(words, zone);
    return dated == null ? null : new Said(words, dated);
  }

  private @Nullable Said ofField(int field, ZoneId ofZoneless, Instant writtenAt) {
    int length = fields.valueTo(field) - fields.valueFrom(field);
    if (length == 0 || length > MAX_CHARS) {
      return null;
    }
    String name = fields.name(field);
    String text;
    if (FIELDS.contains(name)) {
      text = fields.value(field);
    } else if (name.equals(AUDIT)) {
      text = audit(fields.value(field));
    } else {
      return null;
    }
    return text.isEmpty() ? null : new Said(text, instant(text, ofZoneless, writtenAt));
  }

  /** The seconds in {@code audit(1364481363.243:24287):}; empty if it is something else. */
  private static String audit(String message) {
    int colon = message.indexOf(':');
    return message.startsWith("audit(") && colon > 0 ? message.substring(6, colon) : "";
  }

  /** Whether a date lies further ahead than clocks may differ, or before 1970. */
  public static boolean isAbsurd(Instant at, Instant receivedAt) {
    return at.isAfter(receivedAt.plus(MAX_AHEAD)) || at.isBefore(Instant.EPOCH);
  }

  private @Nullable Instant instant(String text, ZoneId ofZoneless, Instant writtenAt) {
    String bare = text.strip();
    Instant at = date(bare, ofZoneless);
    if (at == null && bare.length() == 26 && bare.charAt(2) == '/') {
      at = access(bare);
    }
    if (at == null && bare.length() == 15) {
      at = rfc3164(bare, writtenAt);
    }
    return at == null ? epoch(bare) : at;
  }

  /** Seconds, milliseconds, microseconds or nanoseconds since 1970, told by their size. */
  private static @Nullable Instant epoch(String text) {
    try {
      double number = Double.parseDouble(text);
      double magnitude = Math.abs(number);
      if (!(magnitude >= MIN_SECONDS && magnitude <= 1e20)) {
        return null; // "NaN" parses; few seconds are no date, but a time since something else
      }
      double seconds =
          magnitude < 1e11
              ? number
              : magnitude < 1e14 ? number / 1e3 : magnitude < 1e17 ? number / 1e6 : number / 1e9;
      long micros = Math.round(seconds * 1e6);
      return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
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

  private static @Nullable Instant access(String text) {
    try {
      return OffsetDateTime.parse(text, ACCESS).toInstant();
    } catch (DateTimeException none) {
      return null;
    }
  }

  private @Nullable Instant rfc3164(String text, Instant writtenAt) {
    try {
      var yearless = LocalDateTime.parse(text, RFC_3164);
      int latest = writtenAt.atZone(zone).getYear() + 1; // 1 January there, 31 December here
      boolean leap = yearless.getMonthValue() == 2 && yearless.getDayOfMonth() == 29;
      for (int year = latest; year >= latest - (leap ? 9 : 2); year--) {
        Instant at = yearless.withYear(year).atZone(zone).toInstant();
        if ((!leap || Year.isLeap(year)) && !at.isAfter(writtenAt.plus(Duration.ofDays(1)))) {
          return at;
        }
      }
      return null;
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
