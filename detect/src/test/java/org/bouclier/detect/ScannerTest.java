package org.bouclier.detect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bouclier.detect.log.Decoding;
import org.bouclier.detect.log.LogFormat;
import org.bouclier.detect.log.LogSource;
import org.junit.jupiter.api.Test;

class ScannerTest {

  private static final List<String> PIECES =
      List.of(
          "evil.tld",
          "www.evil.tld.",
          "192.0.2.7",
          ".",
          "::",
          "2001:db8::1",
          ":1",
          "@",
          "a@evil.tld",
          "http://evil.tld/a",
          "\n",
          "\n",
          "\r\n",
          "\n\n",
          "\r",
          "{\"m\":\"",
          "\"}",
          " ",
          "xyz",
          "d41d8cd98f00b204e9800998ecf8427e",
          "a".repeat(70),
          "1".repeat(64));

  @Test
  void lines_matched_together_give_what_they_give_one_by_one() {
    IndicatorSet set =
        IndicatorScanTest.set(
            "evil.tld",
            "192.0.2.0/24",
            "2001:db8::1",
            "http://evil.tld/a",
            "a@evil.tld",
            "d41d8cd98f00b204e9800998ecf8427e");
    Scanner scanner = IndicatorScanTest.scanner(set);
    var random = new Random(6);
    int matches = 0;
    for (int round = 0; round < 20_000; round++) {
      var text = new StringBuilder("-".repeat(random.nextInt(70)));
      int from = text.length();
      for (int i = random.nextInt(30); i >= 0; i--) {
        text.append(PIECES.get(random.nextInt(PIECES.size())));
      }
      int to = text.length();
      text.append("evil.tld".substring(random.nextInt(9)));
      byte[] buffer = text.toString().getBytes(UTF_8);
      var together = new ArrayList<String>();

      int lines =
          scanner.scanLines(
              buffer, from, to, LogFormat.AUTO, LogSource.UNKNOWN, new Notes(together));

      List<String> oneByOne = oneByOne(scanner, buffer, from, to);
      assertThat(together).as(text.toString()).isEqualTo(oneByOne);
      assertThat(lines)
          .isEqualTo(oneByOne.stream().filter(note -> note.startsWith("line ")).count());
      matches += together.size() - lines;
    }
    assertThat(matches).isGreaterThan(20_000);
  }

  private static List<String> oneByOne(Scanner scanner, byte[] buffer, int from, int to) {
    var notes = new ArrayList<String>();
    var sink = new Notes(notes);
    int lineFrom = from;
    while (lineFrom < to) {
      int lineTo = lineFrom;
      while (lineTo < to && buffer[lineTo] != '\n') {
        lineTo++;
      }
      int end = lineTo > lineFrom && buffer[lineTo - 1] == '\r' ? lineTo - 1 : lineTo;
      sink.line(lineFrom, end);
      if (end > lineFrom) {
        scanner.scan(buffer, lineFrom, end, LogFormat.AUTO, LogSource.UNKNOWN, sink);
      }
      lineFrom = lineTo + 1;
    }
    return notes;
  }

  @Test
  void what_is_put_in_force_during_a_piece_counts_from_the_next_line() {
    var engine = new Engine();
    Scanner scanner = engine.scanner();
    var found = new ArrayList<String>();
    byte[] buffer = "evil.tld\nevil.tld\nevil.tld\n".getBytes(UTF_8);

    scanner.scanLines(
        buffer,
        0,
        buffer.length,
        LogFormat.TEXT,
        LogSource.UNKNOWN,
        new Notes(found) {
          @Override
          public void line(int from, int to) {
            super.line(from, to);
            if (from == 9) {
              engine.replace(IndicatorScanTest.set("evil.tld"));
            }
          }
        });

    assertThat(found)
        .containsExactly("line 0 8", "line 9 17", "evil.tld 0", "line 18 26", "evil.tld 0");
  }

  /** Writes down what it hears. */
  private static class Notes implements LineSink {

    private final List<String> notes;

    Notes(List<String> notes) {
      this.notes = notes;
    }

    @Override
    public void line(int from, int to) {
      notes.add("line " + from + " " + to);
    }

    @Override
    public void decoded(Decoding outcome) {
      assertThat(outcome).isEqualTo(Decoding.NOT_NEEDED);
    }

    @Override
    public void accept(Match match) {
      var found = (IndicatorMatch) match;
      notes.add(found.found() + " " + found.offset());
    }
  }
}
