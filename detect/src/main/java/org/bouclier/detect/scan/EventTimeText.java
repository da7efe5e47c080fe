package org.bouclier.detect.scan;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Set;
import org.bouclier.detect.log.EventFields;
import org.bouclier.detect.log.LineDecoder;
import org.bouclier.detect.log.LogFormat;
import org.jspecify.annotations.Nullable;

/**
 * The time that a record gives for its event, in its own words. Asked only of records that matched,
 * so it may cost.
 */
public final class EventTimeText {

  private static final Set<String> NAMES =
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
          "Event.System.TimeCreated.SystemTime",
          "Event.System.TimeCreated.#attributes.SystemTime");

  private EventTimeText() {}

  /** Of one line, in UTF-8; null if it gives none. */
  public static @Nullable String of(byte[] bytes, int from, int to, LogFormat format) {
    var fields = new EventFields();
    new LineDecoder().decode(bytes, from, to, format, fields);
    for (int field = 0; field < fields.count(); field++) {
      if (NAMES.contains(fields.name(field)) && fields.valueTo(field) > fields.valueFrom(field)) {
        return fields.value(field);
      }
    }
    return null;
  }

  /**
   * The instant that a time means: ISO 8601, with a blank for the T if need be and in UTC if it
   * does not say, or a number of seconds or milliseconds since 1970; null if it is none.
   */
  public static @Nullable Instant instant(@Nullable String time) {
    if (time == null || time.length() > 40) {
      return null;
    }
    try {
      if (time.matches("[0-9]{9,13}([.][0-9]{1,9})?")) {
        var number = new BigDecimal(time);
        return Instant.ofEpochMilli(
            (number.precision() - number.scale() > 11 ? number : number.movePointRight(3))
                .longValue());
      }
      String iso = time.strip().replace(' ', 'T');
      return iso.matches(".*T.*([zZ]|[+-][0-9]{2}:?[0-9]{2})")
          ? OffsetDateTime.parse(iso.replaceAll("([+-][0-9]{2})([0-9]{2})$", "$1:$2")).toInstant()
          : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException notOne) {
      return null;
    }
  }
}
