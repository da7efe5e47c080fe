package org.bouclier.node.command;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Durations, sizes and moments as people type them: {@code 90d}, {@code 500G}. */
final class Amount {

  private static final Pattern DURATION = Pattern.compile("([0-9]{1,6})([smhdj])");
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,9})([kmgt]?)o?b?");
  private static final String UNITS = "kmgt";

  private Amount() {}

  /** Seconds, minutes, hours, days ({@code d}, or {@code j}). */
  static Optional<Duration> duration(String text) {
    var parts = DURATION.matcher(text.toLowerCase(Locale.ROOT));
    if (!parts.matches()) {
      return Optional.empty();
    }
    long count = Long.parseLong(parts.group(1));
    return Optional.of(
        switch (parts.group(2)) {
          case "s" -> Duration.ofSeconds(count);
          case "m" -> Duration.ofMinutes(count);
          case "h" -> Duration.ofHours(count);
          default -> Duration.ofDays(count);
        });
  }

  /** Bytes; {@code k}, {@code M}, {@code G} and {@code T} are powers of a thousand. */
  static Optional<Long> bytes(String text) {
    var parts = SIZE.matcher(text.toLowerCase(Locale.ROOT));
    if (!parts.matches()) {
      return Optional.empty();
    }
    long bytes = Long.parseLong(parts.group(1));
    for (int unit = UNITS.indexOf(parts.group(2)); !parts.group(2).isEmpty() && unit >= 0; unit--) {
      bytes *= 1_000;
    }
    return Optional.of(bytes);
  }

  /** A date in UTC, an instant, or so long ago. */
  static Optional<Instant> moment(String text, Instant now) {
    Optional<Duration> ago = duration(text);
    if (ago.isPresent()) {
      return Optional.of(now.minus(ago.get()));
    }
    try {
      return Optional.of(
          text.length() == 10
              ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
              : Instant.parse(text));
    } catch (DateTimeParseException none) {
      return Optional.empty();
    }
  }
}
