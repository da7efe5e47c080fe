package org.bouclier.node.command;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.bouclier.detect.archive.ArchiveRestore;
import org.bouclier.detect.archive.LineOrigin;
import org.jspecify.annotations.Nullable;

/**
 * Writes restored files below a directory, each under its name without {@code ..} and root, and
 * without the suffix of a packing that it no longer has. One file is open at a time.
 */
final class RestoredFiles implements ArchiveRestore.Sink, Closeable {

  private final Session session;
  private final Path to;
  private final Map<Long, Path> paths = new HashMap<>();
  private final Set<Path> taken = new HashSet<>();
  private @Nullable OutputStream out;
  private long outId;
  private boolean whole = true;

  RestoredFiles(Session session, Path to) {
    this.session = session;
    this.to = to;
  }

  @Override
  public OutputStream output(LineOrigin origin) throws IOException {
    OutputStream current = out;
    if (current == null || outId != origin.id()) {
      close();
      Path path = path(origin);
      current =
          new BufferedOutputStream(Files.newOutputStream(path, StandardOpenOption.APPEND), 1 << 16);
      out = current;
      outId = origin.id();
    }
    return current;
  }

  /** The file of an origin, created when it is first asked for: what is there is not touched. */
  private Path path(LineOrigin origin) throws IOException {
    Path known = paths.get(origin.id());
    if (known != null) {
      return known;
    }
    Path path = to;
    String name = origin.name().replaceAll("[\\p{Cntrl}]", "_").replaceFirst("\\.(gz|zst|xz)$", "");
    for (String part : name.split("/")) {
      if (!part.isEmpty() && !part.equals(".") && !part.equals("..")) {
        path = path.resolve(part);
      }
    }
    path = path.equals(to) ? to.resolve("_") : path;
    Path free = path;
    for (int i = 2; !taken.add(free); i++) {
      free = path.resolveSibling(path.getFileName() + "." + i);
    }
    Files.createDirectories(free.resolveSibling(""));
    Files.createFile(free);
    paths.put(origin.id(), free);
    return free;
  }

  @Override
  public void ended(LineOrigin origin, long bytes, boolean isProven, byte[] sha256)
      throws IOException {
    Path path = path(origin);
    if (outId == origin.id()) {
      close();
    }
    if (isProven) {
      session.out().println(HexFormat.of().formatHex(sha256) + "  " + path);
    } else {
      whole = false;
      session.refuse(
          path + " : ce n’est pas, ou pas tout, le fichier mis dans l’archive",
          path + ": not the file that was put in, or not all of it");
    }
  }

  @Override
  public void damaged(String key, String fault) {
    whole = false;
    session.refuse(key + " : abîmé (" + fault + ")", key + ": damaged (" + fault + ")");
  }

  /** How many files were written. */
  int count() {
    return paths.size();
  }

  /** Whether nothing is missing. */
  boolean isWhole() {
    return whole;
  }

  /** Ends the last file. */
  void end() throws IOException {
    close();
  }

  @Override
  public void close() throws IOException {
    OutputStream current = out;
    out = null;
    if (current != null) {
      current.close();
    }
  }
}
