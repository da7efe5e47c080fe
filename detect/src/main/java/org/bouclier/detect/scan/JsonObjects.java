package org.bouclier.detect.scan;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * The objects of a JSON array, or objects that follow each other, each on as many lines as it
 * likes: each becomes one line. Only braces and quotation marks are looked at here; what is inside
 * is for the decoder to judge. Scalars between the objects are counted as malformed.
 */
final class JsonObjects implements Records {

  private final ByteSource source;
  private final BlockBuilder lines = new BlockBuilder();
  private long tooLong;
  private long malformed;
  private boolean inScalar;
  private boolean ended;

  JsonObjects(InputStream input) {
    this.source = new ByteSource(input);
  }

  @Override
  public @Nullable Block next() throws IOException {
    while (!ended && !lines.isFull()) {
      int b = source.next();
      switch (b) {
        case -1 -> ended = true;
        case '{' -> {
          inScalar = false;
          object();
        }
        case ' ', '\t', '\r', '\n', ',', '[', ']', 0x1E, 0xEF, 0xBB, 0xBF -> inScalar = false;
        default -> {
          malformed += inScalar ? 0 : 1;
          inScalar = true;
        }
      }
    }
    return lines.isEmpty() ? null : lines.take();
  }

  /** Copies an object from after its brace to its end; one that never ends is malformed. */
  private void object() throws IOException {
    lines.begin(source.offset() - 1);
    lines.add('{');
    int depth = 1;
    boolean quoted = false;
    boolean kept = true;
    while (depth > 0) {
      int b = source.next();
      if (b < 0) {
        ended = true;
        malformed++;
        lines.drop();
        return;
      }
      if (quoted) {
        if (b == '\\') {
          lines.add(b);
          b = source.next();
        } else if (b == '"') {
          quoted = false;
        }
      } else if (b == '"') {
        quoted = true;
      } else if (b == '{') {
        depth++;
      } else if (b == '}') {
        depth--;
      }
      if (kept) {
        lines.add(b == '\n' || b == '\r' || b < 0 ? ' ' : b); // lengths stay those of the input
        kept = lines.recordBytes() <= MAX_RECORD_BYTES;
      }
    }
    if (kept) {
      lines.end();
    } else {
      tooLong++;
      lines.drop();
    }
  }

  @Override
  public long tooLong() {
    return tooLong;
  }

  @Override
  public long malformed() {
    return malformed;
  }
}
