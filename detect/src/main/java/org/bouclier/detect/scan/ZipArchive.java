package org.bouclier.detect.scan;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * A zip archive whose entries are inputs, {@code archive.zip!entry}, in the order in which it lists
 * them. What is packed again inside it, as {@code .gz}, is unpacked; another archive inside it is
 * not opened. Bounded by {@link ZipLimits}: an entry that goes beyond ends there, and says so.
 *
 * <p>It is opened with its first entry and closed with its last, so that a list of inputs holds no
 * file open. One thread at a time.
 */
final class ZipArchive {

  private static final byte[] MAGIC = {'P', 'K', 3, 4};
  private static final int HEAD_BYTES = 6;
  private static final int MAX_ENTRIES = 100_000;
  private static final long FREE_BYTES = 10 << 20;

  private final Path file;
  private final ZipLimits limits;
  private @Nullable ZipFile open;
  private int left;
  private long total;

  private ZipArchive(Path file, ZipLimits limits) {
    this.file = file;
    this.limits = limits;
  }

  /** Whether a file begins as an archive does. */
  static boolean is(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return begins(in.readNBytes(MAGIC.length));
    }
  }

  private static boolean begins(byte[] head) {
    return head.length >= MAGIC.length
        && Arrays.equals(head, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
  }

  /**
   * Its entries.
   *
   * @throws IOException if it is damaged, encrypted, or has more than 100,000 entries
   */
  static List<ScanInput> inputs(Path file, ZipLimits limits) throws IOException {
    var archive = new ZipArchive(file, limits);
    var inputs = new ArrayList<ScanInput>();
    try (var zip = new ZipFile(file.toFile(), UTF_8)) {
      if (zip.size() > MAX_ENTRIES) {
        throw new IOException("plus de " + MAX_ENTRIES + " fichiers dans l’archive");
      }
      zip.stream()
          .filter(entry -> !entry.isDirectory())
          .forEach(entry -> inputs.add(archive.input(entry)));
    }
    archive.left = inputs.size();
    return inputs;
  }

  private ScanInput input(ZipEntry entry) {
    String name = entry.getName();
    var time = entry.getLastModifiedTime();
    return new ScanInput(
        file + "!" + name.replaceAll("\\p{Cntrl}", "?"),
        time == null ? Instant.EPOCH : time.toInstant(),
        () -> open(name));
  }

  private InputStream open(String name) throws IOException {
    ZipFile zip = open;
    if (zip == null) {
      zip = new ZipFile(file.toFile(), UTF_8);
      open = zip;
    }
    try {
      ZipEntry entry = zip.getEntry(name);
      InputStream stored = entry == null ? null : zip.getInputStream(entry);
      if (entry == null || stored == null) {
        throw new IOException("ce fichier n’est plus dans l’archive");
      }
      return new Bounded(Unpacking.open(stored), Math.max(1, entry.getCompressedSize())).checked();
    } catch (IOException | RuntimeException unusable) {
      done();
      throw unusable;
    }
  }

  private void done() throws IOException {
    left--;
    ZipFile zip = open;
    if (left <= 0 && zip != null) {
      open = null;
      zip.close();
    }
  }

  /** Counts what comes out of an entry. */
  private final class Bounded extends FilterInputStream {

    private final long most;
    private long read;
    private boolean closed;

    Bounded(InputStream in, long storedBytes) {
      super(new PushbackInputStream(in, HEAD_BYTES));
      this.most = Math.max(FREE_BYTES, saturated(storedBytes, limits.ratio()));
    }

    private static long saturated(long bytes, int ratio) {
      return bytes > Long.MAX_VALUE / ratio ? Long.MAX_VALUE : bytes * ratio;
    }

    /** This, unless it is an archive itself, or packed twice. */
    Bounded checked() throws IOException {
      byte[] head = in.readNBytes(HEAD_BYTES);
      if (begins(head) || Unpacking.isPacked(head)) {
        throw new NestedArchiveException();
      }
      ((PushbackInputStream) in).unread(head);
      return this;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      int count = super.read(into, from, length);
      read += Math.max(0, count);
      total += Math.max(0, count);
      if (read > most) {
        throw new IOException(
            "plus de "
                + limits.ratio()
                + " fois sa taille dans l’archive : la suite n’est pas lue");
      }
      if (total > limits.totalBytes()) {
        throw new IOException(
            "plus de " + limits.totalBytes() + " octets dans l’archive : la suite n’est pas lue");
      }
      return count;
    }

    @Override
    public boolean markSupported() {
      return false;
    }

    @Override
    public void close() throws IOException {
      if (!closed) {
        closed = true;
        try {
          super.close();
        } finally {
          done();
        }
      }
    }
  }
}
