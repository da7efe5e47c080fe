package org.bouclier.node.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One process of one run of one machine. A number alone names any process that got it later.
 *
 * @param pid its number
 * @param startTicks when it started, in clock ticks since the machine did (proc(5), stat, field 22)
 * @param boot which run of the machine (random/boot_id)
 */
record ProcessMark(long pid, long startTicks, String boot) {

  private static final int FIELDS_BEFORE_START = 19; // after the name in parentheses

  /** The process that asks. */
  static ProcessMark ofThisProcess() {
    return of(ProcessHandle.current().pid());
  }

  /** A process that lives now. */
  static ProcessMark of(long pid) {
    return new ProcessMark(pid, startTicks(pid).orElse(0L), currentBoot());
  }

  /** The process itself, if it still lives. */
  Optional<ProcessHandle> process() {
    return boot.equals(currentBoot()) && startTicks(pid).filter(t -> t == startTicks).isPresent()
        ? ProcessHandle.of(pid)
        : Optional.empty();
  }

  private static Optional<Long> startTicks(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      boolean dead = fields[0].equals("Z") || fields[0].equals("X");
      return dead ? Optional.empty() : Optional.of(Long.valueOf(fields[FIELDS_BEFORE_START]));
    } catch (IOException gone) {
      return Optional.empty();
    }
  }

  private static String currentBoot() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    } catch (IOException unknown) {
      return "";
    }
  }
}
