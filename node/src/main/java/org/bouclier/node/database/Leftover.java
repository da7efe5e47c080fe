package org.bouclier.node.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a node killed without warning leaves of its PostgreSQL: processes, or only the file {@code
 * postmaster.pid}.
 *
 * <p>The number in that file proves nothing: after a power cut it may be that of any other process,
 * and PostgreSQL would then refuse to start for ever. Ours are recognised by what they are: a
 * program called {@code postgres} that works in this very directory.
 *
 * @param cluster the data directory of PostgreSQL, its real path
 */
record Leftover(Path cluster) {

  private static final int MAX_PID_FILE_BYTES = 4_096;

  /** Whether {@code postmaster.pid} is there. */
  boolean isRecorded() {
    return Files.exists(pidFile());
  }

  /** The postmaster, if the recorded process is alive and really is one of this directory. */
  Optional<ProcessHandle> postmaster() {
    return recordedPid().filter(this::worksHere).flatMap(ProcessHandle::of);
  }

  /** Every live PostgreSQL process of this directory: postmaster, workers, sessions. */
  Stream<ProcessHandle> processes() {
    return ProcessHandle.allProcesses().filter(process -> worksHere(process.pid()));
  }

  /** Removes the file of a postmaster that is no more. */
  void forget() throws IOException {
    Files.deleteIfExists(pidFile());
  }

  private Path pidFile() {
    return cluster.resolve("postmaster.pid");
  }

  private Optional<Long> recordedPid() {
    try {
      if (Files.size(pidFile()) > MAX_PID_FILE_BYTES) {
        return Optional.empty();
      }
      List<String> lines = Files.readAllLines(pidFile());
      return lines.isEmpty()
          ? Optional.empty()
          : Optional.of(Long.valueOf(lines.getFirst().strip()));
    } catch (IOException | NumberFormatException unreadable) {
      return Optional.empty();
    }
  }

  private boolean worksHere(long pid) {
    try {
      Path process = Path.of("/proc", Long.toString(pid));
      Path program = Files.readSymbolicLink(process.resolve("exe")).getFileName();
      // "postgres (deleted)" once its programs were replaced by those of a newer bundle.
      return program != null
          && program.toString().split(" ", 2)[0].equals("postgres")
          && Files.readSymbolicLink(process.resolve("cwd")).equals(cluster);
    } catch (IOException notOurs) {
      return false; // ended meanwhile, a zombie, or another user's
    }
  }
}
