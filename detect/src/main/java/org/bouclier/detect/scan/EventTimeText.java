package org.bouclier.detect.scan;

import java.util.Set;
import org.bouclier.detect.log.EventFields;
import org.bouclier.detect.log.LineDecoder;
import org.bouclier.detect.log.LogFormat;
import org.jspecify.annotations.Nullable;

/**
 * The time that a record gives for its event, in its own words. Asked only of records that matched,
 * so it may cost.
 */
final class EventTimeText {

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

  static @Nullable String of(byte[] bytes, int from, int to, LogFormat format) {
    var fields = new EventFields();
    new LineDecoder().decode(bytes, from, to, format, fields);
    for (int field = 0; field < fields.count(); field++) {
      if (NAMES.contains(fields.name(field)) && fields.valueTo(field) > fields.valueFrom(field)) {
        return fields.value(field);
      }
    }
    return null;
  }
}
