package org.bouclier.ledger.spool;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The body of an answer, which fails instead of passing a bound. Not thread-safe. */
final class BoundedBody extends FilterInputStream {

  private final long maxBytes;
  private long left;

  BoundedBody(InputStream in, long maxBytes) {
    super(in);
    this.maxBytes = maxBytes;
    this.left = maxBytes;
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int from, int length) throws IOException {
    int read = in.read(target, from, length);
    if (read > left) {
      throw new OversizedObjectException("the body", maxBytes);
    }
    left -= Math.max(read, 0);
    return read;
  }

  @Override
  public long skip(long bytes) throws IOException {
    var thrown = new byte[(int) Math.min(8192, Math.max(bytes, 1))];
    return bytes <= 0 ? 0 : Math.max(read(thrown, 0, thrown.length), 0);
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
