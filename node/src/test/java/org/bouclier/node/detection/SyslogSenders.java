package org.bouclier.node.detection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Debian's rsyslog and syslog-ng as real senders. Each is started with a configuration of the
 * test's own and stopped by its process; no daemon of the machine is touched.
 *
 * <p>Debian does not let both be installed at once: the one that is not is downloaded by apt and
 * unpacked below {@code target}, without being installed. A sender that cannot be had fails the
 * test: it is never skipped.
 */
final class SyslogSenders {

  private static final Path UNPACKED = Path.of("target", "senders").toAbsolutePath();

  private SyslogSenders() {}

  /** A running sender. */
  record Sender(Process process, Path output) implements AutoCloseable {

    /** What it wrote of itself, for a failure's message. */
    String said() {
      try {
        return Files.readString(output);
      } catch (IOException unreadable) {
        throw new UncheckedIOException(unreadable);
      }
    }

    @Override
    public void close() {
      process.destroy();
      try {
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException asked) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Starts rsyslog with a configuration written in its own directory. */
  static Sender rsyslog(Path directory, String configuration) throws IOException {
    Path installed = Path.of("/usr/sbin/rsyslogd");
    Path root = Path.of("/");
    if (!Files.isExecutable(installed)) {
      root = unpacked("rsyslog", List.of("rsyslog", "rsyslog-openssl", "libestr0", "libfastjson4"));
      installed = root.resolve("usr/sbin/rsyslogd");
    }
    Path libraries = root.resolve("usr/lib/x86_64-linux-gnu");
    Path file = directory.resolve("rsyslog.conf");
    Files.writeString(file, configuration);
    return start(
        directory,
        libraries.toString(),
        installed.toString(),
        "-n",
        "-f",
        file.toString(),
        "-i",
        directory.resolve("rsyslog.pid").toString(),
        "-M",
        libraries.resolve("rsyslog").toString());
  }

  /** Starts syslog-ng with a configuration written in its own directory. */
  static Sender syslogNg(Path directory, String configuration) throws IOException {
    Path installed = Path.of("/usr/sbin/syslog-ng");
    Path root = Path.of("/");
    if (!Files.isExecutable(installed)) {
      root =
          unpacked(
              "syslog-ng",
              List.of(
                  "syslog-ng-core",
                  "libivykis0",
                  "libnet1",
                  "libwrap0",
                  "libnsl2",
                  "libtirpc3",
                  "libjson-c5",
                  "libpcre3",
                  "libglib2.0-0"));
      installed = root.resolve("usr/sbin/syslog-ng");
    }
    Path own = root.resolve("usr/lib/syslog-ng");
    Path modules;
    try (var versions = Files.list(own)) {
      modules = versions.filter(Files::isDirectory).findFirst().orElseThrow();
    }
    Path file = directory.resolve("syslog-ng.conf");
    Files.writeString(file, configuration);
    return start(
        directory,
        own + ":" + root.resolve("usr/lib/x86_64-linux-gnu"),
        installed.toString(),
        "-F",
        "--no-caps",
        "--module-path",
        modules.toString(),
        "-f",
        file.toString(),
        "--persist-file",
        directory.resolve("persist").toString(),
        "--pidfile",
        directory.resolve("pid").toString(),
        "--control",
        directory.resolve("control").toString());
  }

  private static Sender start(Path directory, String libraries, String... command)
      throws IOException {
    Path output = directory.resolve("output.txt");
    var builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("LD_LIBRARY_PATH", libraries);
    return new Sender(builder.start(), output);
  }

  private static synchronized Path unpacked(String name, List<String> packages) throws IOException {
    Path root = UNPACKED.resolve(name).resolve("root");
    if (!Files.isDirectory(root)) {
      Path parts = UNPACKED.resolve(name).resolve("packages");
      Files.createDirectories(parts);
      var download = new ArrayList<>(List.of("apt-get", "download"));
      download.addAll(packages);
      run(parts, download, name);
      try (var files = Files.list(parts)) {
        for (Path file : files.toList()) {
          run(parts, List.of("dpkg-deb", "-x", file.toString(), root.toString()), name);
        }
      }
    }
    return root;
  }

  private static void run(Path directory, List<String> command, String wanted) throws IOException {
    String repair =
        "this test sends with the real "
            + wanted
            + ", which is neither installed nor could be unpacked: on Debian, run apt-get update,"
            + " or install it; command: ";
    Path output = directory.resolve("../" + wanted + ".txt").normalize();
    try {
      int status =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start()
              .waitFor();
      if (status != 0) {
        throw new AssertionError(
            repair + String.join(" ", command) + "\n" + Files.readString(output));
      }
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
      throw new AssertionError(repair + String.join(" ", command), asked);
    }
  }
}
