package org.bouclier.node.detection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
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
