package org.bouclier.detect.scan;

import java.io.IOException;
import java.io.InputStream;

/** Bytes one by one, with their place. Not safe for threads. */
final class ByteSource {

  private final InputStream input;
  private final byte[] buffer = new byte[1 << 16];
  private int at;
  private int to;
  private long offset; // of buffer[0]

  ByteSource(InputStream input) {
    this.input = input;
  }

  /** The next byte, 0 to 255; -1 at the end. */
  int next() throws IOException {
    if (at == to) {
      offset += to;
      at = 0;
      to = Math.max(0, input.read(buffer, 0, buffer.length));
      if (to == 0) {
        return -1;
      }
    }
    return buffer[at++] & 0xFF;
  }

  /** Where the next byte stands in the input. */
  long offset() {
    return offset + at;
  }
}
