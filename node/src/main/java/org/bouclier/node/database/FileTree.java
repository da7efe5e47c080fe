package org.bouclier.node.database;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;

/** Acts on whole directories. Links are never followed. */
final class FileTree {

  private FileTree() {}

  /** Deletes a directory with all it holds; does nothing when it is absent. */
  static void delete(Path directory) throws IOException {
    if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (var files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** Gives a directory and all it holds to an account, unless the directory is its own already. */
  static void give(Path directory, int uid, int gid) throws IOException {
    if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)
        || Files.getAttribute(directory, "unix:uid").equals(uid)) {
      return;
    }
    try (var files = Files.walk(directory)) {
      // Deepest first: the directory itself changes hands last, and tells that all is done.
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.setAttribute(file, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(file, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
      }
    }
  }

  /** Makes the names in a directory survive a power cut. */
  static void flush(Path directory) throws IOException {
    try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
