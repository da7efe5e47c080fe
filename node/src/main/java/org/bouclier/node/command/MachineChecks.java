package org.bouclier.node.command;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/** What the machine itself gives: Java, memory, randomness, limits. */
final class MachineChecks {

  private static final int OLDEST_JAVA = 25;
  private static final long GIGA = 1_000_000_000L;
  private static final long LEAST_MEMORY = 2 * GIGA;
  private static final long EASY_MEMORY = 3_800_000_000L; // a machine sold as 4 GB
  private static final long EASY_FILES = 4_096;

  private final Session session;

  MachineChecks(Session session) {
    this.session = session;
  }

  List<Finding> java() {
    int version = Runtime.version().feature();
    String home = System.getProperty("java.home", "");
    String text = "Java " + Runtime.version() + ", " + home;
    return List.of(
        version >= OLDEST_JAVA
            ? Finding.good("machine.java", text, text)
            : Finding.failure(
                "machine.java", text, text, "apt-get install openjdk-25-jdk-headless"));
  }

  List<Finding> memory() {
    long total = kilobytes("/proc/meminfo", "MemTotal");
    long free = kilobytes("/proc/meminfo", "MemAvailable");
    Speech speech = session.speech();
    String french =
        String.format(
            Locale.ROOT, "mémoire : %s, dont %s libres", speech.bytes(total), speech.bytes(free));
    String english =
        String.format(
            Locale.ROOT, "memory: %s, of which %s free", speech.bytes(total), speech.bytes(free));
    if (total < LEAST_MEMORY) {
      return List.of(
          Finding.failure("machine.memory", french, english, "2 Go / 2 GB minimum ; 4 Go / 4 GB"));
    }
    return List.of(
        total < EASY_MEMORY
            ? Finding.advice("machine.memory", french, english, "4 Go / 4 GB")
            : Finding.good("machine.memory", french, english));
  }

  /**
   * A machine that has just started, without a source of randomness, makes whoever asks for a key
   * wait: the kernel answers once it can (random(4)).
   */
  List<Finding> entropy() {
    var answer =
        new FutureTask<>(() -> {
          try (var random = new FileInputStream("/dev/random")) {
            return random.readNBytes(16).length;
          }
        });
    Thread.ofPlatform().daemon().start(answer);
    try {
      answer.get(2, TimeUnit.SECONDS);
      return List.of(
          Finding.good(
              "machine.entropy", "le noyau donne du hasard", "the kernel gives randomness"));
    } catch (InterruptedException | ExecutionException | TimeoutException none) {
      return List.of(
          Finding.failure(
              "machine.entropy",
              "le noyau ne donne pas encore de hasard : les clés attendront",
              "the kernel gives no randomness yet: keys will wait",
              "apt-get install rng-tools-debian"));
    }
  }

  List<Finding> openFiles() {
    var line =
        Pattern.compile("(?m)^Max open files +([0-9]+|unlimited)")
            .matcher(read("/proc/self/limits"));
    long limit =
        line.find() && !line.group(1).equals("unlimited")
            ? Long.parseLong(line.group(1))
            : Long.MAX_VALUE;
    String shown = limit == Long.MAX_VALUE ? "∞" : Long.toString(limit);
    String french = "fichiers ouverts permis : " + shown;
    String english = "open files allowed: " + shown;
    return List.of(
        limit >= EASY_FILES
            ? Finding.good("machine.files", french, english)
            : Finding.advice("machine.files", french, english, "ulimit -n 65536"));
  }

  /** The AOT cache is refused in silence when it does not fit: only the memory map tells. */
  List<Finding> fastStart() {
    boolean mapped = read("/proc/self/maps").contains(".aot");
    return List.of(
        mapped
            ? Finding.good(
                "machine.aot", "démarrage accéléré (cache AOT)", "fast start (AOT cache) in use")
            : Finding.advice(
                "machine.aot",
                "démarrage non accéléré : le cache AOT manque ou ne convient pas à ce Java",
                "slow start: the AOT cache is absent or does not fit this Java",
                "./bouclier build"));
  }

  private static long kilobytes(String file, String field) {
    var line = Pattern.compile("(?m)^" + field + ": +([0-9]+) kB").matcher(read(file));
    return line.find() ? Long.parseLong(line.group(1)) * 1_024 : 0;
  }

  private static String read(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
