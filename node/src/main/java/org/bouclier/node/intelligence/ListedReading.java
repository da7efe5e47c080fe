package org.bouclier.node.intelligence;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Locale;
import org.bouclier.detect.Indicator;
import org.bouclier.detect.IndicatorReading;
import org.bouclier.detect.IndicatorText;

/** Reads a plain list: one indicator a line, defanged or not, comments after {@code #}. */
record ListedReading(ImportOrder order, HouseSource house, Instant now) {

  private static final int MAX_COMMENT = 500;

  /**
   * Reads a list to its end.
   *
   * @throws IOException if the file breaks before its end
   */
  void read(InputStream input, ImportSink sink) throws IOException {
    var lines = TextLines.open(input, order.charset());
    for (var line = lines.next(); line != null; line = lines.next()) {
      if (line.cut()) {
        sink.refuse(
            Outcome.rejected(
                line.number(),
                new Refusal("intelligence.line-too-long", "ligne de plus de 64 Kio"),
                line.text()));
        continue;
      }
      switch (IndicatorText.readLine(line.text())) {
        case IndicatorReading.Listed(var indicator) ->
            take(line.number(), indicator, comment(line.text()), sink);
        case IndicatorReading.Blank blank -> {
          // A comment or an empty line is nobody's mistake.
        }
        case IndicatorReading.Refused(var reason, var text) ->
            sink.refuse(Outcome.rejected(line.number(), refusal(reason), line.text()));
      }
    }
  }

  /** Why the reading of a value refused it, under a code of ours. */
  static Refusal refusal(IndicatorReading.Refusal reason) {
    return new Refusal("indicator." + ofWords(reason.name()), reason.french());
  }

  private static String ofWords(String constant) {
    return constant.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private void take(long line, Indicator indicator, String comment, ImportSink sink) {
    var listed =
        new HouseSource.Listed(
            order.name(),
            indicator,
            HouseSource.nameOf(indicator),
            comment,
            order.tlp(),
            null,
            order.severity(),
            null,
            null,
            null);
    house.take(listed, line, now, sink);
  }

  /** What follows {@code #} after a blank. */
  private static String comment(String line) {
    int hash = line.indexOf(" #");
    String comment = hash < 0 ? "" : line.substring(hash + 2).strip();
    return comment.length() > MAX_COMMENT ? comment.substring(0, MAX_COMMENT) : comment;
  }
}
