import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.bouclier.detect.IndicatorReading;
import org.bouclier.detect.IndicatorText;
import org.tukaani.xz.XZInputStream;

/**
 * Other people's real indicators, rules and log lines: {@code ../shared/data} beside the checkout.
 */
final class RealData {

  private RealData() {}

  /** The checkout. */
  static Path home() {
    return Path.of(System.getProperty("bouclier.home", "."));
  }

  private static Path file(String name) {
    Path file = home().resolve("../shared/data").resolve(name).normalize();
    if (!Files.exists(file)) {
      throw new IllegalStateException("these figures need " + file);
    }
    return file;
  }

  /**
   * Every ninth indicator of the million, from the one of that number on: lists that share none.
   * Lines that name nothing well-formed (a name that ends like an address) are left out.
   */
  static List<String> indicators(int from, int count) throws IOException {
    try (var lines = open("indicators/indicators-1m.txt.xz")) {
      long[] number = {0};
      return lines
          .lines()
          .filter(line -> number[0]++ % 9 == from)
          .filter(line -> IndicatorText.readLine(line) instanceof IndicatorReading.Listed)
          .limit(count)
          .toList();
    }
  }

  /** Lines of Zeek: names asked for and pages fetched. */
  static List<String> zeekLines() throws IOException {
    try (var lines = open("logs/zeek-dns-http.ndjson.xz")) {
      return lines.lines().filter(line -> !line.isBlank()).toList();
    }
  }

  /** Writes Sigma rules into a directory: at most so many, each in a file of its own. */
  static int sigmaRules(Path directory, int most) throws IOException {
    Files.createDirectories(directory);
    int count = 0;
    try (var tar =
        new TarArchiveInputStream(
            new XZInputStream(Files.newInputStream(file("sigma/rules.tar.xz"))))) {
      for (var entry = tar.getNextEntry();
          entry != null && count < most;
          entry = tar.getNextEntry()) {
        if (entry.isFile() && entry.getName().endsWith(".yml")) {
          Files.write(
              directory.resolve(count++ + "-" + Path.of(entry.getName()).getFileName()),
              tar.readAllBytes());
        }
      }
    }
    return count;
  }

  /** An archive's files, under a directory that is made. */
  static Path untarred(String name, Path to) throws IOException {
    try (var tar =
        new TarArchiveInputStream(new XZInputStream(Files.newInputStream(file(name))))) {
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path file = to.resolve(entry.getName()).normalize();
        if (entry.isFile() && file.startsWith(to)) {
          Files.createDirectories(file.getParent());
          Files.write(file, tar.readAllBytes());
        }
      }
    }
    return to;
  }

  /** A file without its packing. */
  static Path unpacked(String name, Path to) throws IOException {
    try (var in = new XZInputStream(Files.newInputStream(file(name)))) {
      Files.copy(in, to);
    }
    return to;
  }

  /** A program that makes test data. */
  static Path tool(String name) {
    return home().resolve("../shared/tools").resolve(name).normalize();
  }

  private static BufferedReader open(String name) throws IOException {
    return new BufferedReader(
        new InputStreamReader(
            new XZInputStream(Files.newInputStream(file(name))), StandardCharsets.UTF_8));
  }

  /** A program that somebody else made, if it is here; null if not. */
  static Path onPath(String program) {
    for (String folder : System.getenv("PATH").split(":")) {
      if (Files.isExecutable(Path.of(folder, program))) {
        return Path.of(folder, program);
      }
    }
    return null;
  }
}
