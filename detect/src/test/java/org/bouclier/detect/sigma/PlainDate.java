package org.bouclier.detect.sigma;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A number of a date, by the JDK's calendar. */
final class PlainDate {

  private static final Pattern DATE =
      Pattern.compile("(\\d{4}-\\d\\d-\\d\\d)(?:.([01]\\d|2[0-3]):([0-5]\\d))?.*", Pattern.DOTALL);

  private PlainDate() {}

  /** The number, without leading zeros; null if the text is no date. */
  static @Nullable String number(String text, String unit) {
    Matcher parts = DATE.matcher(text);
    if (!parts.matches()) {
      return null;
    }
    try {
      LocalDate date = LocalDate.parse(parts.group(1));
      String written =
          switch (unit) {
            case "minute" -> parts.group(3);
            case "hour" -> parts.group(2);
            case "day" -> parts.group(1).substring(8);
            case "month" -> parts.group(1).substring(5, 7);
            case "year" -> parts.group(1).substring(0, 4);
            default -> date.format(DateTimeFormatter.ISO_WEEK_DATE).substring(6, 8);
          };
      return written == null ? null : String.format(Locale.ROOT, "%d", Integer.valueOf(written));
    } catch (DateTimeException notOne) {
      return null;
    }
  }
}
