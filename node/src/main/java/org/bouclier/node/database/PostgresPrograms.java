package org.bouclier.node.database;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * The PostgreSQL programs of the bundle, unpacked: {@code initdb}, {@code pg_ctl} and {@code
 * postgres} with their libraries, about 60 MB.
 *
 * <p>They are unpacked once, into a directory named after the archive, so a new version never
 * overwrites the programs of a server that runs. Unpacking happens beside and ends with one rename:
 * after a power cut the directory is either whole or absent, and two nodes that unpack at the same
 * time each see a whole one.
 *
 * @param home the directory that holds {@code bin}, {@code lib} and {@code share}
 */
record PostgresPrograms(Path home) {

  private static final String MACHINE = System.getProperty("os.arch", "");

  /** The major version bundled: a cluster of another one cannot be opened. */
  static final String MAJOR = "18";

  String postgres() {
    return home.resolve("bin/postgres").toString();
  }

  String initdb() {
    return home.resolve("bin/initdb").toString();
  }

  String control() {
    return home.resolve("bin/pg_ctl").toString();
  }

  /**
   * Unpacks the programs below {@code parent}, unless they are there already.
   *
   * @throws IOException if the disk is full or the directory cannot be written
   * @throws DatabaseUnavailableException if the bundle has no programs for this machine
   */
  static PostgresPrograms install(Path parent) throws IOException {
    URL archive = archive();
    Path home =
        parent
            .toAbsolutePath()
            .resolve(String.format(Locale.ROOT, "postgres-%s-%08x", MAJOR, checksum(archive)));
    if (!Files.isDirectory(home)) {
      unpack(archive, home);
    }
    return new PostgresPrograms(home);
  }

  private static URL archive() {
    String name = "/postgres-linux-" + (MACHINE.equals("amd64") ? "x86_64" : MACHINE) + ".txz";
    URL archive = PostgresPrograms.class.getResource(name);
    if (archive == null) {
      throw DatabaseUnavailableException.noPrograms(MACHINE);
    }
    return archive;
  }

  private static long checksum(URL archive) throws IOException {
    return archive.openConnection() instanceof JarURLConnection jar
        ? jar.getJarEntry().getCrc()
        : archive.openConnection().getContentLengthLong();
  }

  private static void unpack(URL archive, Path home) throws IOException {
    Path parent = home.getParent();
    Files.createDirectories(parent);
    Path beside =
        Files.createTempDirectory(
            parent,
            "unpacking-",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    try {
      try (var tar =
          new TarArchiveInputStream(
              new XZInputStream(new BufferedInputStream(archive.openStream(), 1 << 16)))) {
        for (TarArchiveEntry entry; (entry = tar.getNextEntry()) != null; ) {
          unpack(tar, entry, beside);
        }
      }
      // One flush of the file system costs less than a thousand flushes of one file each.
      ProgramRun.of(List.of("sync", "-f", beside.toString()), "", Duration.ofMinutes(2));
      Files.move(beside, home, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException | DirectoryNotEmptyException sameMoment) {
      // Another node has just unpacked the same archive.
    } finally {
      FileTree.delete(beside);
    }
  }

  private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path root)
      throws IOException {
    Path target = root.resolve(entry.getName()).normalize();
    if (!target.startsWith(root)) {
      throw new IOException("entry outside of the archive: " + entry.getName());
    }
    Files.createDirectories(entry.isDirectory() ? target : target.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
    } else if (!entry.isDirectory()) {
      Files.copy(tar, target);
      boolean program = (entry.getMode() & 0100) != 0;
      Files.setPosixFilePermissions(
          target, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
    }
  }
}
