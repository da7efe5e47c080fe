package org.bouclier.node.detection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;
import org.bouclier.node.accounts.TokenPrincipal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class BodyReaderTest {

  private final BodyReader reader = new BodyReader();

  @Test
  void plain_gzip_and_latin_1_bodies_give_the_same_utf_8() throws IOException {
    String text = "{\"ville\":\"Ségou\"}\n";

    assertThat(read(text.getBytes(UTF_8), "application/x-ndjson", null)).isEqualTo(text);
    assertThat(read(gzip(text.getBytes(UTF_8)), "application/json", "gzip")).isEqualTo(text);
    assertThat(read(text.getBytes(ISO_8859_1), "text/plain; charset=ISO-8859-1", "identity"))
        .isEqualTo(text);
    assertThat(read(text.getBytes(UTF_8), null, null)).isEqualTo(text);
  }

  /** The reader once kept a buffer without room, and the next body was waited for without end. */
  @Test
  @Timeout(30)
  void an_empty_body_in_another_charset_leaves_room_for_the_next() throws IOException {
    assertThat(read(new byte[0], "text/plain; charset=ISO-8859-1", null)).isEmpty();
    reader.release();
    assertThat(read("un\n".getBytes(UTF_8), null, null)).isEqualTo("un\n");
    assertThat(read("é".getBytes(ISO_8859_1), "text/plain; charset=ISO-8859-1", null))
        .isEqualTo("é");
    reader.release();
    assertThat(read("deux\n".repeat(900_000).getBytes(UTF_8), null, null)).endsWith("deux\n");
  }

  @Test
  void a_truncated_gzip_is_refused_whole() {
    byte[] whole = gzip("{\"a\":1}\n".repeat(1_000).getBytes(UTF_8));

    assertRefused(Arrays.copyOf(whole, whole.length / 2), null, "gzip", 400, "truncated-gzip");
    assertRefused("not gzip at all".getBytes(UTF_8), null, "gzip", 400, "malformed-gzip");
  }

  @Test
  void a_zip_bomb_stops_at_the_largest_body() throws IOException {
    var bomb = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bomb)) {
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 128; i++) {
        gzip.write(zeros); // 128 MiB, which travel as 128 kB
      }
    }

    assertRefused(bomb.toByteArray(), null, "gzip", 413, "body-too-large");
    reader.release();
    assertThat(reader.bytes().length).as("its memory is given back").isLessThan(2 << 20);
  }

  @Test
  void a_body_announced_too_large_is_not_even_read() {
    var refusal =
        catchThrowableOfType(
            RefusedBody.class,
            () -> reader.read(new ByteArrayInputStream(new byte[0]), null, null, 33L << 20));

    assertThat(refusal.status()).isEqualTo(413);
  }

  @Test
  void what_cannot_be_read_is_named() {
    byte[] body = "x\n".getBytes(UTF_8);

    assertRefused(body, "text/plain; charset=klingon-8", null, 415, "unknown-charset");
    assertRefused(body, "text/plain; charset=?!", null, 415, "unknown-charset");
    assertRefused(body, "multipart/form-data", null, 415, "unsupported-content-type");
    assertRefused(body, "nonsense", null, 415, "unsupported-content-type");
    assertRefused(body, null, "br", 415, "unsupported-encoding");
    assertRefused(
        new byte[] {0, (byte) 0xD8, 'x', 0},
        "text/plain; charset=UTF-16LE",
        null,
        400,
        "wrong-charset");
  }

  @Test
  void a_body_that_drips_is_refused_and_a_slow_line_is_not() throws IOException {
    byte[] megabyte = "x".repeat(1 << 20).getBytes(UTF_8);

    var dripping = new AtomicLong();
    var refusal =
        catchThrowableOfType(
            RefusedBody.class,
            () ->
                new BodyReader(dripping::get)
                    .read(slow(megabyte, 1, 1_000, dripping), null, null, -1));
    assertThat(refusal.code()).isEqualTo("body-too-slow");
    assertThat(refusal.status()).isEqualTo(408);
    assertThat(dripping.get()).isEqualTo(TimeUnit.SECONDS.toNanos(31));

    var zipped = new AtomicLong();
    var refusedZip =
        catchThrowableOfType(
            RefusedBody.class,
            () ->
                new BodyReader(zipped::get)
                    .read(slow(gzip(megabyte), 1, 1_000, zipped), null, "gzip", -1));
    assertThat(refusedZip.code()).isEqualTo("body-too-slow");

    var line = new AtomicLong(); // 640 kbit/s: longer than the half minute in all
    var slowLine = new BodyReader(line::get);
    slowLine.read(slow("x".repeat(4 << 20).getBytes(UTF_8), 8_000, 100, line), null, null, -1);
    assertThat(slowLine.length()).isEqualTo(4 << 20);
    assertThat(line.get()).isGreaterThan(TimeUnit.SECONDS.toNanos(50));
  }

  @Test
  void one_caller_does_not_take_all_readers() throws Exception {
    var readers = new BodyReaders(Duration.ofMillis(50));
    var greedy = new TokenPrincipal(UUID.randomUUID(), "avide", Set.of(), null);
    var other = new TokenPrincipal(UUID.randomUUID(), "autre", Set.of(), null);

    String answer =
        readers.use(
            greedy,
            one ->
                readers.use(
                    greedy,
                    two -> {
                      assertThat(
                              catchThrowableOfType(
                                  BusyException.class, () -> readers.use(greedy, three -> "taken")))
                          .isNotNull();
                      return readers.use(other, reader -> "served");
                    }));
    assertThat(answer).isEqualTo("served");
    assertThat(readers.<String>use(greedy, again -> "free again")).isEqualTo("free again");
  }

  /** Gives a few bytes at each read, and lets time pass. */
  private static InputStream slow(byte[] body, int bytes, int millis, AtomicLong nanos) {
    return new FilterInputStream(new ByteArrayInputStream(body)) {
      @Override
      public int read() throws IOException {
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
        return super.read();
      }

      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
        return super.read(into, offset, Math.min(length, bytes));
      }
    };
  }

  private void assertRefused(byte[] body, String type, String encoding, int status, String code) {
    var refusal = catchThrowableOfType(RefusedBody.class, () -> read(body, type, encoding));
    assertThat(refusal).as(code).isNotNull();
    assertThat(refusal.code()).isEqualTo(code);
    assertThat(refusal.status()).isEqualTo(status);
  }

  private String read(byte[] body, String type, String encoding) throws IOException {
    reader.read(new ByteArrayInputStream(body), type, encoding, body.length);
    return new String(reader.bytes(), 0, reader.length(), UTF_8);
  }

  private static byte[] gzip(byte[] bytes) {
    var zipped = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(zipped)) {
      gzip.write(bytes);
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
    return zipped.toByteArray();
  }
}
