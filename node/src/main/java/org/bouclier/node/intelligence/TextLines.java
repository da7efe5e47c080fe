package org.bouclier.node.intelligence;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a text, one at a time, each bounded: a line of ten megabytes costs no more than the
 * longest line allowed, and the next one is read as if nothing had happened.
 *
 * <p>Bytes that are not of the encoding become U+FFFD, which no indicator holds: the line that has
 * them is refused by whoever reads it, the others are not. Not thread-safe.
 */
final class TextLines {

  /** Longer lines are cut; no indicator, and no row of a sane table, is as long. */
  static final int MAX_CHARS = 64 * 1024;

  private final Reader reader;
  private final char[] buffer = new char[1 << 15];
  private int at;
  private int end;
  private long number;
  private boolean afterReturn;

  /**
   * One line.
   *
   * @param number from 1
   * @param text without its line break
   * @param cut whether it was longer than {@link #MAX_CHARS}, and its end dropped
   */
  record Line(long number, String text, boolean cut) {}

  private TextLines(Reader reader) {
    this.reader = reader;
  }

  /**
   * Opens a text.
   *
   * @param charset its name; empty for UTF-8. A byte order mark overrides it
   * @throws BrokenFileException if no such encoding is known
   */
  static TextLines open(InputStream input, String charset) throws IOException {
    var bytes = input.markSupported() ? input : new BufferedInputStream(input);
    Charset said = charset(charset);
    Charset marked = byteOrderMark(bytes);
    var decoder =
        (marked == null ? said : marked)
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    return new TextLines(new InputStreamReader(bytes, decoder));
  }

  /** The next line; null after the last. */
  @Nullable Line next() throws IOException {
    var text = new StringBuilder();
    boolean any = false;
    boolean cut = false;
    while (fill()) {
      any = true;
      char c = buffer[at++];
      if (c == '\n' && afterReturn) {
        afterReturn = false;
        any = !text.isEmpty() || cut;
        continue;
      }
      afterReturn = c == '\r';
      if (c == '\n' || c == '\r') {
        return new Line(++number, text.toString(), cut);
      }
      if (text.length() < MAX_CHARS) {
        text.append(c);
      } else {
        cut = true;
      }
    }
    return any ? new Line(++number, text.toString(), cut) : null;
  }

  private boolean fill() throws IOException {
    if (at == end) {
      at = 0;
      end = Math.max(0, reader.read(buffer));
    }
    return at < end;
  }

  private static Charset charset(String name) throws BrokenFileException {
    try {
      return name.isBlank() ? StandardCharsets.UTF_8 : Charset.forName(name.strip());
    } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
      throw new BrokenFileException(
          "intelligence.charset", "encodage inconnu ; utilisez UTF-8, UTF-16 ou ISO-8859-1");
    }
  }

  private static @Nullable Charset byteOrderMark(InputStream bytes) throws IOException {
    bytes.mark(3);
    int first = bytes.read();
    int second = bytes.read();
    if (first == 0xFF && second == 0xFE) {
      return StandardCharsets.UTF_16LE;
    }
    if (first == 0xFE && second == 0xFF) {
      return StandardCharsets.UTF_16BE;
    }
    if (first == 0xEF && second == 0xBB && bytes.read() == 0xBF) {
      return StandardCharsets.UTF_8;
    }
    bytes.reset();
    return null;
  }
}
