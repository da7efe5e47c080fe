package org.bouclier.detect.scan;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.bouclier.detect.log.LogFormat;
import org.jspecify.annotations.Nullable;

/**
 * Lines as they stand in the input. Nothing is copied but the part of a line that a block could not
 * hold to its end.
 */
final class RawLines implements Records {

  private final InputStream input;
  private final EndAtBreak source;
  private final LogFormat format;
  private final Queue<byte[]> spare = new ConcurrentLinkedQueue<>();
  private byte[] carry = new byte[0]; // the beginning of a line whose end was not read yet
  private long offset; // of the first byte of carry
  private long tooLong;
  private long cut;
  private boolean ended;

  /**
   * @param source what {@code input} reads from, which knows whether it broke
   */
  RawLines(InputStream input, EndAtBreak source, LogFormat format) {
    this.input = input;
    this.source = source;
    this.format = format;
  }

  @Override
  public @Nullable Block next() throws IOException {
    while (!ended) {
      byte[] bytes = buffer();
      System.arraycopy(carry, 0, bytes, 0, carry.length);
      int length =
          carry.length + input.readNBytes(bytes, carry.length, bytes.length - carry.length);
      ended = length < bytes.length;
      boolean broken = ended && source.broken() != null;
      int end = ended && !broken ? length : lineEnd(bytes, length);
      cut += broken && end < length ? 1 : 0; // half a line may say what the whole does not
      if (end == 0) {
        if (ended) {
          return null;
        }
        if (length > MAX_RECORD_BYTES) {
          skipLine(length);
        } else {
          carry = bytes;
        }
        continue;
      }
      carry = Arrays.copyOfRange(bytes, end, length);
      var block = new Block(bytes, end, format, offset, null);
      offset += end;
      return block;
    }
    return null;
  }

  /**
   * Room for what was carried over and as much again. Buffers go round: fresh ones would cost as
   * much memory traffic as the scan.
   */
  private byte[] buffer() {
    byte[] used = 2L * carry.length <= BLOCK_BYTES ? spare.poll() : null;
    return used != null
        ? used
        : new byte[Math.clamp(2L * carry.length, BLOCK_BYTES, MAX_RECORD_BYTES + BLOCK_BYTES)];
  }

  @Override
  public void recycle(Block block) {
    if (block.bytes().length == BLOCK_BYTES) {
      spare.add(block.bytes());
    }
  }

  /** One past the last line feed; 0 if there is none. */
  private static int lineEnd(byte[] bytes, int to) {
    for (int i = to; i > 0; i--) {
      if (bytes[i - 1] == '\n') {
        return i;
      }
    }
    return 0;
  }

  /** Leaves out a line of which this much was read already. */
  private void skipLine(int read) throws IOException {
    tooLong++;
    long left = offset + read;
    byte[] buffer = new byte[BLOCK_BYTES];
    while (true) {
      int length = input.readNBytes(buffer, 0, buffer.length);
      for (int i = 0; i < length; i++) {
        if (buffer[i] == '\n') {
          carry = Arrays.copyOfRange(buffer, i, length); // an empty line stands for the long one
          offset = left + i;
          ended = false;
          return;
        }
      }
      left += length;
      if (length < buffer.length) {
        ended = true;
        return;
      }
    }
  }

  /** The last line of an input that broke in it. */
  @Override
  public long malformed() {
    return cut;
  }

  @Override
  public long tooLong() {
    return tooLong;
  }
}
