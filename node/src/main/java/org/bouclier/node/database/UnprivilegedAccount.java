package org.bouclier.node.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How PostgreSQL is run: it refuses to work as root, and a node started by hand often is.
 *
 * <ul>
 *   <li>an ordinary user: as that user, nothing to do;
 *   <li>root, where user namespaces are allowed: {@code unshare -U}, in which root is nobody, and
 *       files stay root's;
 *   <li>root elsewhere (containers): {@code setpriv} or {@code runuser}, as the account {@code
 *       bouclier} if the machine has it, else {@code nobody}; the files are given to it.
 * </ul>
 *
 * <p>Which of them works is not deduced but tried, by asking the very program for its version: that
 * proves the tool, the rights on each directory of the path and the libraries at once.
 *
 * @param prefix put before each command; empty for none
 * @param uid who must own the files; -1 to leave them
 * @param gid the group of the files; -1 to leave them
 */
record UnprivilegedAccount(List<String> prefix, int uid, int gid) {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  UnprivilegedAccount {
    prefix = List.copyOf(prefix);
  }

  /** The ways there are for the account of this process, the best first. */
  static List<UnprivilegedAccount> candidates() {
    if (!ownUid().equals(0)) {
      return List.of(new UnprivilegedAccount(List.of(), -1, -1));
    }
    var all = new ArrayList<UnprivilegedAccount>();
    all.add(new UnprivilegedAccount(List.of("unshare", "-U"), 0, 0));
    for (String name : List.of("bouclier", "nobody")) {
      entry(name).ifPresent(fields -> all.addAll(changes(name, fields)));
    }
    return all;
  }

  /** The first way that runs {@code program} and may enter {@code directory}; empty if none is. */
  static Optional<UnprivilegedAccount> thatWorks(
      List<UnprivilegedAccount> candidates, String program, Path directory) {
    return candidates.stream()
        .filter(account -> account.runs(program, "-V"))
        .filter(account -> account.runs("/bin/sh", "-c", "cd -- \"$0\"", directory.toString()))
        .findFirst();
  }

  /** The command as this account runs it. */
  List<String> command(List<String> command) {
    var whole = new ArrayList<>(prefix);
    whole.addAll(command);
    return whole;
  }

  /** Gives files to this account. */
  void own(Path directory) throws IOException {
    if (uid >= 0) {
      FileTree.give(directory, uid, gid);
    }
  }

  /** Writes a file that this account may read. */
  void write(Path file, String text) throws IOException {
    Files.writeString(file, text);
    if (uid >= 0) {
      Files.setAttribute(file, "unix:gid", gid);
      Files.setAttribute(file, "unix:uid", uid);
    }
  }

  private boolean runs(String... command) {
    return ProgramRun.of(command(List.of(command)), "", LIMIT).succeeded();
  }

  /** The programs that change accounts, towards an entry of passwd(5). */
  private static List<UnprivilegedAccount> changes(String name, String[] entry) {
    int uid = Integer.parseInt(entry[2]);
    int gid = Integer.parseInt(entry[3]);
    var setpriv =
        List.of("setpriv", "--reuid=" + uid, "--regid=" + gid, "--clear-groups", "--no-new-privs");
    return List.of(
        new UnprivilegedAccount(setpriv, uid, gid),
        new UnprivilegedAccount(List.of("runuser", "-u", name, "--"), uid, gid));
  }

  private static Object ownUid() {
    try {
      return Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    } catch (IOException noProc) {
      return -1;
    }
  }

  private static Optional<String[]> entry(String name) {
    try (var lines = Files.lines(Path.of("/etc/passwd"))) {
      return lines
          .map(line -> line.split(":", -1))
          .filter(fields -> fields.length >= 4 && fields[0].equals(name))
          .findFirst();
    } catch (IOException absent) {
      return Optional.empty();
    }
  }
}
