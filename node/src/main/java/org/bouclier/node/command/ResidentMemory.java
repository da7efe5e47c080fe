package org.bouclier.node.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.bouclier.node.database.PostgresAtWork;

/** How much memory processes take: a node, its PostgreSQL, this one. */
final class ResidentMemory {

  // Proportional: a page that two processes share counts half for each.
  private static final Pattern SHARE = Pattern.compile("(?m)^Pss: +([0-9]+) kB");
  private static final int KILO = 1_024;

  private ResidentMemory() {}

  /** Of both, in bytes; processes that may not be looked at count for nothing. */
  static long ofNode(long pid, Path data) throws IOException {
    long bytes = of(pid);
    var postgres = PostgresAtWork.find(data.resolve("postgres"));
    if (postgres.isPresent()) {
      for (ProcessHandle process : postgres.get().processes()) {
        bytes += of(process.pid());
      }
    }
    return bytes;
  }

  /** The most memory that this process has had; 0 where the system does not say. */
  static double peakBytes() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith("VmHWM:")) {
          return Double.parseDouble(line.replaceAll("[^0-9]", "")) * KILO;
        }
      }
    } catch (IOException elsewhere) {
      return 0;
    }
    return 0;
  }

  private static long of(long pid) {
    try {
      Path rollup = Path.of("/proc", Long.toString(pid), "smaps_rollup");
      var share = SHARE.matcher(Files.readString(rollup));
      return share.find() ? Long.parseLong(share.group(1)) * KILO : 0;
    } catch (IOException gone) {
      return 0;
    }
  }
}
