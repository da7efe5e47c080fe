package org.bouclier.detect.scan;

import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.zip.GZIPInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * Unpacks gzip, zstd and xz, told by their first bytes whatever the name. Only a small window is
 * held in memory; how much may come out is for the caller to bound. Stateless.
 */
public final class Unpacking {

  private static final int BUFFER = 1 << 16;
  private static final int XZ_MEMORY_KIB = 128 * 1024;
  private static final int ZSTD_WINDOW_LOG = 27; // 128 MB, what zstd itself accepts by default
  private static final byte[] GZIP = {0x1F, (byte) 0x8B};
  private static final byte[] ZSTD = {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD};
  private static final byte[] XZ = {(byte) 0xFD, '7', 'z', 'X', 'Z', 0};

  private Unpacking() {}

  /**
   * A stream of the unpacked bytes; the input itself if it is not packed.
   *
   * @throws IOException if the packing is damaged from its first bytes
   */
  public static InputStream open(InputStream packed) throws IOException {
    var input = new PushbackInputStream(packed, XZ.length);
    byte[] head = input.readNBytes(XZ.length);
    input.unread(head);
    if (startsWith(head, GZIP)) {
      return new GZIPInputStream(input, BUFFER);
    }
    if (startsWith(head, ZSTD)) {
      var zstd = new ZstdInputStream(input);
      zstd.setContinuous(false);
      zstd.setLongMax(ZSTD_WINDOW_LOG);
      return zstd;
    }
    return startsWith(head, XZ) ? new XZInputStream(input, XZ_MEMORY_KIB) : input;
  }

  /** Whether bytes begin as a packed file does. */
  static boolean isPacked(byte[] head) {
    return startsWith(head, GZIP) || startsWith(head, ZSTD) || startsWith(head, XZ);
  }

  private static boolean startsWith(byte[] head, byte[] magic) {
    if (head.length < magic.length) {
      return false;
    }
    for (int i = 0; i < magic.length; i++) {
      if (head[i] != magic[i]) {
        return false;
      }
    }
    return true;
  }
}
