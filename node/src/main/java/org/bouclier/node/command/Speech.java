package org.bouclier.node.command;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/**
 * The language in which the command line speaks: French, unless the person asks for English by
 * {@code --lang en} or has an English environment.
 *
 * @param english false for French
 */
record Speech(boolean english) {

  /**
   * @param arguments of the command line
   * @param environment {@code BOUCLIER_LANG}, {@code LC_ALL}, {@code LC_MESSAGES}, {@code LANG}:
   *     the first that is set
   */
  static Speech of(String[] arguments, Map<String, String> environment) {
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i].equals("--lang") && i + 1 < arguments.length) {
        return new Speech(arguments[i + 1].startsWith("en"));
      }
      if (arguments[i].startsWith("--lang=")) {
        return new Speech(arguments[i].startsWith("--lang=en"));
      }
    }
    for (String name : new String[] {"BOUCLIER_LANG", "LC_ALL", "LC_MESSAGES", "LANG"}) {
      String value = environment.getOrDefault(name, "");
      if (!value.isEmpty()) {
        return new Speech(value.startsWith("en"));
      }
    }
    return new Speech(false);
  }

  /** The sentence in the person's language. */
  String say(String french, String englishText) {
    return english ? englishText : french;
  }

  /** For numbers and dates. */
  Locale locale() {
    return english ? Locale.ENGLISH : Locale.FRENCH;
  }

  /** A size as people read it: 1,2 Go. */
  String bytes(long bytes) {
    String[] units =
        english
            ? new String[] {"B", "kB", "MB", "GB", "TB"}
            : new String[] {"o", "ko", "Mo", "Go", "To"};
    double value = bytes;
    int unit = 0;
    while (value >= 1_000 && unit < units.length - 1) {
      value /= 1_000;
      unit++;
    }
    return String.format(locale(), unit < 3 ? "%.0f %s" : "%.1f %s", value, units[unit]);
  }

  /** A duration as people read it: 3 j 4 h, 12 min. */
  String duration(Duration duration) {
    if (duration.toDays() > 0) {
      return String.format(
          Locale.ROOT, say("%d j %d h", "%d d %d h"), duration.toDays(), duration.toHoursPart());
    }
    if (duration.toHours() > 0) {
      return String.format(
          Locale.ROOT, "%d h %d min", duration.toHours(), duration.toMinutesPart());
    }
    return duration.toMinutes() > 0
        ? String.format(Locale.ROOT, "%d min", duration.toMinutes())
        : String.format(Locale.ROOT, "%d s", Math.max(0, duration.toSeconds()));
  }
}
