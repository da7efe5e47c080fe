package org.bouclier.detect.archive;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Where the files of an archive lie. A file is put whole, is never changed, and is read in parts;
 * only the unions of days are ever put again under their key. Safe for any number of threads.
 *
 * <p>Keys are one folder and one name, {@code 2026-11-22/000000000001-0123456789abcdef.segment}.
 */
public interface ArchiveStore {

  /**
   * A file and its size.
   *
   * @param key its name in the store
   * @param sizeBytes bytes
   */
  record Stored(String key, long sizeBytes) {}

  /** A stored file while it is read. Safe for any number of threads. */
  interface Reader extends Closeable {

    /** Bytes of the whole file. */
    long sizeBytes();

    /**
     * Reads exactly so many bytes.
     *
     * @throws IOException if the file is shorter, or cannot be read
     */
    void read(long at, byte[] into, int from, int length) throws IOException;
  }

  /** A folder on this machine's disk in which files are made before they are put. */
  Path workFolder();

  /**
   * Puts a finished file of the work folder under a key; the file is gone from the work folder
   * afterwards. When this returns, the file is durable; if it fails, there is nothing under the
   * key, or what was there before.
   */
  void put(String key, Path finished) throws IOException;

  /**
   * Opens a file.
   *
   * @throws java.nio.file.NoSuchFileException if there is none of that key
   */
  Reader open(String key) throws IOException;

  /** All files, in no particular order. */
  List<Stored> list() throws IOException;

  /** Deletes a file; one that is not there is no error. */
  void delete(String key) throws IOException;
}
