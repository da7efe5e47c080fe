package org.bouclier.node.detection;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A request body that must come in time: half a minute, and a second more for each {@value
 * #BYTES_A_SECOND} bytes that came, which a line of 512 kbit/s delivers. A single read that waits
 * is bounded by the server's own time-out.
 */
final class TimedBody extends FilterInputStream {

  static final int BYTES_A_SECOND = 64 << 10;
  private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final LongSupplier nanos;
  private final long start;
  private long count;

  TimedBody(InputStream body, LongSupplier nanos) {
    super(body);
    this.nanos = nanos;
    this.start = nanos.getAsLong();
  }

  @Override
  public int read() throws IOException {
    int read = super.read();
    came(read < 0 ? -1 : 1);
    return read;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int read = super.read(into, offset, length);
    came(read);
    return read;
  }

  private void came(int read) {
    if (read < 0) {
      return; // whole after all
    }
    count += read;
    long earned = TimeUnit.SECONDS.toNanos(1) * (count / BYTES_A_SECOND);
    if (nanos.getAsLong() - start > GRACE_NANOS + earned) {
      throw new RefusedBody(
          408,
          "body-too-slow",
          "Le corps arrive trop lentement : rien n’en a été pris, envoyez-le en parts");
    }
  }
}
