package org.bouclier.node.intelligence;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * The files of a MISP feed, as it is uploaded: a tar archive (plain, gzip or xz), a zip archive, or
 * one JSON file alone. Nothing is unpacked to disk, so the names inside lead nowhere.
 */
final class FeedFiles {

  private static final int MAX_FILES = 200_000;
  private static final int TAR_BLOCK = 512;
  private static final int TAR_MAGIC = 257;

  private FeedFiles() {}

  /** Takes one file of the archive. */
  interface Each {

    /**
     * Takes a file.
     *
     * @param name its last part, as in {@code manifest.json}; empty for a file that came alone
     * @param content to be read before this returns; closing it does nothing
     */
    void file(String name, InputStream content) throws IOException;
  }

  /**
   * Goes through every JSON file, in the order of the archive.
   *
   * @throws IOException if the archive breaks, or unpacks past the limits
   */
  static void read(InputStream upload, Unpacking.Limits limits, Each each) throws IOException {
    var raw = new BufferedInputStream(upload, 1 << 16);
    if (Unpacking.isZip(raw)) {
      zip(Unpacking.bounded(raw, limits), each);
      return;
    }
    var unpacked = new BufferedInputStream(Unpacking.open(raw, limits), 1 << 16);
    if (isTar(unpacked)) {
      tar(unpacked, each);
    } else {
      each.file("", unpacked);
    }
  }

  private static void tar(InputStream unpacked, Each each) throws IOException {
    var archive = new TarArchiveInputStream(unpacked);
    int files = 0;
    for (TarArchiveEntry entry = archive.getNextEntry();
        entry != null;
        entry = archive.getNextEntry()) {
      count(++files);
      if (entry.isFile() && isJson(entry.getName())) {
        each.file(lastPart(entry.getName()), new Open(archive));
      }
    }
  }

  private static void zip(Unpacking.Bounding bounding, Each each) throws IOException {
    try (var archive = new ZipInputStream(bounding.packed())) {
      int files = 0;
      for (ZipEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
        count(++files);
        if (!entry.isDirectory() && isJson(entry.getName())) {
          each.file(lastPart(entry.getName()), bounding.bound(new Open(archive)));
        }
      }
    }
  }

  private static void count(int files) throws BrokenFileException {
    if (files > MAX_FILES) {
      throw new BrokenFileException(
          "intelligence.too-many-files", "plus de " + MAX_FILES + " fichiers dans l’archive");
    }
  }

  private static boolean isTar(BufferedInputStream input) throws IOException {
    input.mark(TAR_BLOCK);
    byte[] head = input.readNBytes(TAR_BLOCK);
    input.reset();
    return head.length == TAR_BLOCK
        && new String(head, TAR_MAGIC, 5, StandardCharsets.ISO_8859_1).equals("ustar");
  }

  private static boolean isJson(String name) {
    return name.endsWith(".json");
  }

  private static String lastPart(String name) {
    return name.substring(name.lastIndexOf('/') + 1);
  }

  /** An entry that a parser may close without closing the archive. */
  private static final class Open extends FilterInputStream {

    Open(InputStream archive) {
      super(archive);
    }

    @Override
    public void close() {
      // The archive goes on.
    }
  }
}
