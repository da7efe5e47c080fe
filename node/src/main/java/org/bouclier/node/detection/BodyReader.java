package org.bouclier.node.detection;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/**
 * Reads the body of a request into one buffer, used again for the next: decompressed, in UTF-8, and
 * never larger than {@value #MAX_BODY_BYTES} bytes whatever its sender says. A gzip bomb stops at
 * that size too, after at most as much work. Not thread-safe.
 */
final class BodyReader {

  /** Largest body, once decompressed. */
  static final int MAX_BODY_BYTES = 32 << 20;

  private static final int FIRST_BUFFER_BYTES = 1 << 20;
  private static final int KEPT_BUFFER_BYTES = 8 << 20;
  private static final Set<String> TYPES =
      Set.of(
          "application/x-ndjson",
          "application/ndjson",
          "application/jsonl",
          "application/json",
          "application/vnd.elasticsearch+json",
          "application/vnd.elasticsearch+x-ndjson",
          "application/octet-stream",
          "text/plain");

  private final LongSupplier nanos;
  private byte[] buffer = new byte[FIRST_BUFFER_BYTES];
  private int length;

  BodyReader() {
    this(System::nanoTime);
  }

  BodyReader(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** The buffer: {@link #length()} bytes of it are the last body. */
  byte[] bytes() {
    return buffer;
  }

  int length() {
    return length;
  }

  /** Gives back what an unusually large body made grow. */
  void release() {
    length = 0;
    if (buffer.length > KEPT_BUFFER_BYTES) {
      buffer = new byte[FIRST_BUFFER_BYTES];
    }
  }

  /**
   * Reads a whole body.
   *
   * @param contentType header of the request; null if absent, which means UTF-8 lines
   * @param contentEncoding header of the request; null if absent
   * @param announcedBytes {@code Content-Length}, or -1
   * @throws RefusedBody if it cannot be read; nothing is kept
   * @throws IOException if the connection breaks
   */
  void read(
      InputStream body,
      @Nullable String contentType,
      @Nullable String contentEncoding,
      long announcedBytes)
      throws IOException {
    length = 0;
    Charset charset = charset(contentType);
    if (announcedBytes > MAX_BODY_BYTES) {
      throw tooLarge();
    }
    var timed = new TimedBody(body, nanos);
    switch (encoding(contentEncoding)) {
      case "identity" -> fill(timed);
      case "gzip", "x-gzip" -> fillFromGzip(timed);
      default ->
          throw new RefusedBody(
              415,
              "unsupported-encoding",
              "Content-Encoding « " + contentEncoding + " » n’est pas pris : gzip ou rien");
    }
    if (!charset.equals(UTF_8) && !charset.equals(US_ASCII)) {
      toUtf8(charset);
    }
  }

  private static String encoding(@Nullable String header) {
    return header == null || header.isBlank()
        ? "identity"
        : header.strip().toLowerCase(Locale.ROOT);
  }

  private static Charset charset(@Nullable String contentType) {
    if (contentType == null || contentType.isBlank()) {
      return UTF_8;
    }
    try {
      var type = MediaType.parseMediaType(contentType);
      if (!TYPES.contains(type.getType() + "/" + type.getSubtype())) {
        throw new RefusedBody(
            415,
            "unsupported-content-type",
            "Content-Type « " + type + " » n’est pas pris : application/x-ndjson ou text/plain");
      }
      Charset charset = type.getCharset();
      return charset == null ? UTF_8 : charset;
    } catch (UnsupportedCharsetException | IllegalCharsetNameException unknown) {
      throw unknownCharset(contentType);
    } catch (InvalidMediaTypeException malformed) {
      if (String.valueOf(malformed.getMessage()).contains("charset")) {
        throw unknownCharset(contentType); // the framework names no type of its own for this one
      }
      throw new RefusedBody(
          415, "unsupported-content-type", "Content-Type illisible : « " + contentType + " »");
    }
  }

  private static RefusedBody unknownCharset(String contentType) {
    return new RefusedBody(
        415, "unknown-charset", "Jeu de caractères inconnu de ce nœud : « " + contentType + " »");
  }

  private void fillFromGzip(InputStream body) throws IOException {
    try (var unzipped = new GZIPInputStream(body, 64 << 10)) {
      fill(unzipped);
    } catch (EOFException truncated) {
      throw new RefusedBody(
          400, "truncated-gzip", "Le gzip s’arrête avant sa fin : rien n’en a été pris");
    } catch (ZipException malformed) {
      throw new RefusedBody(400, "malformed-gzip", "Le corps annoncé en gzip n’en est pas");
    }
  }

  private void fill(InputStream body) throws IOException {
    while (true) {
      if (length == buffer.length) {
        grow();
      }
      int read = body.read(buffer, length, buffer.length - length);
      if (read < 0) {
        return;
      }
      length += read;
      if (length > MAX_BODY_BYTES) {
        throw tooLarge();
      }
    }
  }

  private void grow() {
    buffer =
        Arrays.copyOf(
            buffer, Math.clamp(2L * buffer.length, FIRST_BUFFER_BYTES, MAX_BODY_BYTES + 1));
  }

  private void toUtf8(Charset charset) {
    if (length == 0) {
      return; // the buffer serves the next body
    }
    try {
      var text =
          charset
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(buffer, 0, length));
      buffer = text.toString().getBytes(UTF_8);
      length = buffer.length;
      if (length > MAX_BODY_BYTES) {
        throw tooLarge();
      }
    } catch (CharacterCodingException notInCharset) {
      throw new RefusedBody(
          400, "wrong-charset", "Le corps n’est pas du texte en " + charset.name());
    }
  }

  private static RefusedBody tooLarge() {
    return new RefusedBody(
        413,
        "body-too-large",
        "Le corps dépasse 32 Mo une fois décompressé : rien n’en a été pris, envoyez-le en parts");
  }
}
