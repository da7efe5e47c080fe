package org.bouclier.node.intelligence;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * Opens what was uploaded, whatever it is packed in: the first bytes tell gzip and xz from the
 * rest.
 *
 * <p>A bomb is a small file that unpacks to a huge one. So the size of what comes out is bounded,
 * and beyond a first allowance its ratio to what went in as well: text packs 3 to 30 times, JSON
 * that repeats itself a hundred times, a bomb a thousand.
 */
final class Unpacking {

  /** How far a file may unpack. */
  record Limits(long maxBytes, long allowanceBytes, int maxRatio) {

    /** 8 GiB in all; beyond 64 MiB, 250 times the packed size. */
    static final Limits STANDARD = new Limits(8L << 30, 64L << 20, 250);
  }

  private static final int XZ_MEMORY_KIB = 64 * 1024;
  private static final int[] GZIP = {0x1F, 0x8B};
  private static final int[] XZ = {0xFD, '7', 'z', 'X', 'Z', 0};
  private static final int[] ZIP = {'P', 'K', 3, 4};

  private Unpacking() {}

  /**
   * A stream of the unpacked bytes. Reading it throws {@link BrokenFileException} past a limit.
   *
   * @throws IOException if the packing is damaged from its first bytes
   */
  static InputStream open(InputStream packed, Limits limits) throws IOException {
    var bounding = bounded(packed, limits);
    var raw = new BufferedInputStream(bounding.packed(), 1 << 16);
    if (startsWith(raw, GZIP)) {
      return bounding.bound(new GZIPInputStream(raw, 1 << 16));
    }
    if (startsWith(raw, XZ)) {
      return bounding.bound(new XZInputStream(raw, XZ_MEMORY_KIB));
    }
    return bounding.bound(raw);
  }

  /** Whether these are the first bytes of a zip archive. The stream stays where it was. */
  static boolean isZip(InputStream input) throws IOException {
    return startsWith(input, ZIP);
  }

  /**
   * Bounds what comes out of an archive that is opened elsewhere, file by file: the limits hold for
   * all of them together.
   */
  static Bounding bounded(InputStream packed, Limits limits) {
    return new Bounding(new Counted(packed), limits);
  }

  /** The two ends of an archive. */
  static final class Bounding {

    private final Counted packed;
    private final Limits limits;
    private long bytes;

    private Bounding(Counted packed, Limits limits) {
      this.packed = packed;
      this.limits = limits;
    }

    /** What the archive is to be read from. */
    InputStream packed() {
      return packed;
    }

    /** A stream of unpacked bytes that stops at the limits. */
    InputStream bound(InputStream unpacked) {
      return new BufferedInputStream(new Bounded(unpacked, this), 1 << 16);
    }

    private void count(int read) throws BrokenFileException {
      bytes += read;
      if (bytes > limits.maxBytes()) {
        throw new BrokenFileException(
            "intelligence.too-large", "le contenu dépasse " + (limits.maxBytes() >> 20) + " Mio");
      }
      if (bytes > limits.allowanceBytes() && bytes / limits.maxRatio() > packed.bytes) {
        throw new BrokenFileException(
            "intelligence.bomb",
            "le contenu est plus de " + limits.maxRatio() + " fois plus grand que le fichier");
      }
    }
  }

  private static boolean startsWith(InputStream input, int[] magic) throws IOException {
    input.mark(magic.length);
    try {
      for (int expected : magic) {
        if (input.read() != expected) {
          return false;
        }
      }
      return true;
    } finally {
      input.reset();
    }
  }

  /** Counts what was read of the packed file. */
  private static final class Counted extends FilterInputStream {

    private long bytes;

    Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int b = super.read();
      bytes += b < 0 ? 0 : 1;
      return b;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      int read = super.read(into, from, length);
      bytes += Math.max(read, 0);
      return read;
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }

  /** Stops at the limits. */
  private static final class Bounded extends FilterInputStream {

    private final Bounding bounding;

    Bounded(InputStream in, Bounding bounding) {
      super(in);
      this.bounding = bounding;
    }

    @Override
    public int read() throws IOException {
      int b = super.read();
      bounding.count(b < 0 ? 0 : 1);
      return b;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      int read = super.read(into, from, length);
      bounding.count(Math.max(read, 0));
      return read;
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }
}
