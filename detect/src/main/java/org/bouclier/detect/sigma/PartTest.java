package org.bouclier.detect.sigma;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A number taken out of a date, as {@code timestamp|hour} is (Sigma 2.1, modifiers {@code minute
 * hour day week month year}). The date is read as it is written, {@code 2026-01-29T12:00:00} with
 * whatever follows, and no time zone is applied, as the specification asks. The week is that of ISO
 * 8601.
 *
 * @param slot number of the field
 * @param name its name in the rule
 * @param unit which number
 * @param tests the numbers it may be
 */
record PartTest(int slot, String name, Unit unit, List<ValueTest> tests) implements Condition {

  PartTest {
    tests = List.copyOf(tests);
  }

  /** Which number of a date. */
  enum Unit {
    /** 0 to 59. */
    MINUTE,
    /** 0 to 23. */
    HOUR,
    /** Of the month, 1 to 31. */
    DAY,
    /** 1 to 53. */
    WEEK,
    /** 1 to 12. */
    MONTH,
    /** Four digits. */
    YEAR;

    static @Nullable Unit of(String modifier) {
      for (Unit unit : values()) {
        if (unit.name().toLowerCase(Locale.ROOT).equals(modifier)) {
          return unit;
        }
      }
      return null;
    }
  }

  @Override
  public boolean test(EventView event) {
    for (int link = event.first(slot); link >= 0; link = event.next(link)) {
      int field = event.field(link);
      byte[] number = event.hasValue(field) ? number(event.fields().value(field)) : null;
      for (int i = 0; number != null && i < tests.size(); i++) {
        if (tests.get(i).test(number, 0, number.length)) {
          return true;
        }
      }
    }
    return false;
  }

  private byte @Nullable [] number(String text) {
    try {
      LocalDate date = LocalDate.parse(text.substring(0, Math.min(10, text.length())));
      int number =
          switch (unit) {
            case MINUTE -> LocalTime.parse(time(text)).getMinute();
            case HOUR -> LocalTime.parse(time(text)).getHour();
            case DAY -> date.getDayOfMonth();
            case WEEK -> date.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR);
            case MONTH -> date.get(ChronoField.MONTH_OF_YEAR);
            case YEAR -> date.getYear();
          };
      return Integer.toString(number).getBytes(UTF_8);
    } catch (DateTimeException notOne) {
      return null;
    }
  }

  private static String time(String text) {
    return text.substring(Math.min(11, text.length()), Math.min(16, text.length()));
  }

  @Override
  public void explain(EventView event, List<Evidence> evidence) {
    Evidence.add(evidence, name, event.fields().value(event.field(event.first(slot))));
  }

  @Override
  public @Nullable Witness witness() {
    return Witness.presence(slot, false);
  }
}
