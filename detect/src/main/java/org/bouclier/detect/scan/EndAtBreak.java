package org.bouclier.detect.scan;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Ends where the input breaks, and remembers why: whoever reads records then hands on those that
 * came before, whatever block they were in. Not safe for threads.
 */
final class EndAtBreak extends FilterInputStream {

  private @Nullable IOException broken;

  EndAtBreak(InputStream in) {
    super(in);
  }

  /** Why the input could not be read further; null if it was read to its end, or may be. */
  @Nullable IOException broken() {
    return broken;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int from, int length) {
    if (broken != null) {
      return -1;
    }
    try {
      return super.read(into, from, length);
    } catch (IOException unreadable) {
      broken = unreadable;
      return -1;
    }
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
