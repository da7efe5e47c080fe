package org.bouclier.node.detection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bouclier.detect.log.LineRanges;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages must come out the same however the network cuts the stream. */
class SyslogFramesTest {

  private static final String RFC5424 =
      "<34>1 2026-01-29T10:00:00.003Z resolveur.bamako.example named 411 - - client 10.1.2.3 query";
  private static final String RFC3164 =
      "<13>Jan 29 10:00:00 pare-feu kernel: DROP SRC=198.51.100.7";

  @Test
  void counted_messages_and_lines_may_share_a_stream() {
    String stream = counted(RFC5424) + RFC3164 + "\n" + counted(RFC3164) + RFC5424 + "\r\n";

    assertThat(cutWhole(stream)).containsExactly(RFC5424, RFC3164, RFC3164, RFC5424);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 20_260_129})
  void messages_come_out_whole_wherever_the_stream_is_cut(long seed) {
    var random = new Random(seed);
    var sent = new ArrayList<String>();
    var stream = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      String message = "<" + i % 192 + ">message " + i + " " + "ɓɛ".repeat(random.nextInt(40));
      sent.add(message.strip());
      stream.append(random.nextBoolean() ? counted(message) : message + "\n");
    }

    var frames = new SyslogFrames();
    var lines = new LineRanges();
    var received = new ArrayList<String>();
    byte[] bytes = stream.toString().getBytes(UTF_8);
    for (int i = 0; i < bytes.length; ) {
      int step = Math.min(1 + random.nextInt(200), bytes.length - i);
      step = Math.min(step, frames.buffer().length - frames.filled());
      System.arraycopy(bytes, i, frames.buffer(), frames.filled(), step);
      frames.cut(step, lines);
      received.addAll(text(frames, lines));
      frames.compact();
      i += step;
    }

    assertThat(received).isEqualTo(sent);
  }

  @Test
  void a_counted_message_of_several_lines_is_one_event() {
    assertThat(cutWhole(counted("<13>trace\n  à la ligne 1\n  à la ligne 2\n")))
        .containsExactly("<13>trace   à la ligne 1   à la ligne 2");
  }

  @Test
  void a_message_too_long_is_skipped_counted_and_followed_by_the_next() {
    String giant = "<13>" + "x".repeat(10_000_000);
    var frames = new SyslogFrames();

    assertThat(cut(frames, giant + "\n" + RFC3164 + "\n" + counted(giant) + counted(RFC5424)))
        .containsExactly(RFC3164, RFC5424);
    assertThat(frames.tooLong()).isEqualTo(2);
    assertThat(frames.buffer().length).as("no memory for what is skipped").isLessThan(5 << 20);
  }

  @Test
  void an_absurd_count_ends_the_stream() {
    assertThatThrownBy(() -> cutWhole("99999999999999999999 <13>x"))
        .isInstanceOf(SyslogProtocolException.class);
  }

  @Test
  void the_last_line_needs_no_line_feed_when_the_sender_closes() {
    var frames = new SyslogFrames();
    var lines = new LineRanges();

    assertThat(cut(frames, RFC3164)).isEmpty();
    frames.end(lines);

    assertThat(text(frames, lines)).containsExactly(RFC3164);
  }

  @Test
  void a_long_line_that_comes_byte_by_byte_is_searched_once() {
    byte[] bytes = ("<13>" + "x".repeat(1_000_000) + "\n" + RFC3164 + "\n").getBytes(UTF_8);
    var frames = new SyslogFrames();
    var lines = new LineRanges();
    var lengths = new ArrayList<Integer>();

    // Searched again at each byte, these would be 500 thousand million comparisons.
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          for (byte one : bytes) {
            frames.buffer()[frames.filled()] = one;
            frames.cut(1, lines);
            text(frames, lines).forEach(line -> lengths.add(line.length()));
            frames.compact();
          }
        });

    assertThat(lengths).containsExactly(1_000_004, RFC3164.length());
  }

  private static String counted(String message) {
    return message.getBytes(UTF_8).length + " " + message;
  }

  private static List<String> cutWhole(String stream) {
    return cut(new SyslogFrames(), stream);
  }

  private static List<String> cut(SyslogFrames frames, String stream) {
    var received = new ArrayList<String>();
    var lines = new LineRanges();
    byte[] bytes = stream.getBytes(UTF_8);
    for (int i = 0; i < bytes.length; ) {
      int step = Math.min(frames.buffer().length - frames.filled(), bytes.length - i);
      System.arraycopy(bytes, i, frames.buffer(), frames.filled(), step);
      frames.cut(step, lines);
      received.addAll(text(frames, lines));
      frames.compact();
      i += step;
    }
    return received;
  }

  private static List<String> text(SyslogFrames frames, LineRanges lines) {
    var text = new ArrayList<String>();
    for (int i = 0; i < lines.count(); i++) {
      text.add(new String(frames.buffer(), lines.from(i), lines.to(i) - lines.from(i), UTF_8));
    }
    return text;
  }
}
