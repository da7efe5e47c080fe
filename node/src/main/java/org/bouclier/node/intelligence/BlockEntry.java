package org.bouclier.node.intelligence;

import java.util.Comparator;
import java.util.Locale;
import org.bouclier.detect.Indicator;
import org.bouclier.detect.IndicatorKind;
import org.bouclier.node.web.Severity;

/**
 * One thing to block.
 *
 * @param id the value's number
 * @param stixId the object that speaks for it
 */
record BlockEntry(long id, Indicator indicator, Severity severity, String stixId) {

  /**
   * The order of the block lists: kind by name, then value by code points, which is the order of
   * their UTF-8 bytes and of PostgreSQL's collation "C".
   */
  static final Comparator<BlockEntry> ORDER =
      Comparator.comparing((BlockEntry entry) -> entry.indicator().kind().name())
          .thenComparing(entry -> entry.indicator().value(), BlockEntry::byCodePoints);

  static BlockEntry of(LiveSql.Row row) {
    String lead = row.lead();
    return new BlockEntry(row.id(), row.indicator(), row.severity(), lead == null ? "" : lead);
  }

  /** As a line of the list of entries, without its line break. */
  String line() {
    return indicator.kind().name()
        + '\t'
        + indicator.value()
        + '\t'
        + id
        + '\t'
        + severity.name()
        + '\t'
        + stixId;
  }

  /**
   * Reads a line.
   *
   * @throws IllegalArgumentException if it is none: the file was damaged
   */
  static BlockEntry parse(String line) {
    var parts = line.split("\t", -1);
    if (parts.length != 5) {
      throw new IllegalArgumentException("a block entry has 5 parts: " + line);
    }
    return new BlockEntry(
        Long.parseLong(parts[2]),
        new Indicator(IndicatorKind.valueOf(parts[0]), parts[1]),
        Severity.valueOf(parts[3]),
        parts[4]);
  }

  /** The kind as outputs write it. */
  String kind() {
    return indicator.kind().name().toLowerCase(Locale.ROOT);
  }

  private static int byCodePoints(String left, String right) {
    int i = 0;
    while (i < left.length() && i < right.length()) {
      int a = left.codePointAt(i);
      int b = right.codePointAt(i);
      if (a != b) {
        return Integer.compare(a, b);
      }
      i += Character.charCount(a);
    }
    return Integer.compare(left.length(), right.length());
  }
}
