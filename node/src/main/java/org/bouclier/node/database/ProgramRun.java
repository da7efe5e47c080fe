package org.bouclier.node.database;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a PostgreSQL program answered.
 *
 * @param exitCode 0 when it did its work; 127 when it could not be started
 * @param output what it wrote, both streams together; at most the last 8,000 bytes
 */
record ProgramRun(int exitCode, String output) {

  private static final int NOT_STARTED = 127;
  private static final int KEPT_BYTES = 8_000;

  /**
   * Runs a program to its end, from {@code /} (the account it runs under may not enter ours), in
   * the C locale and without any PG* variable of the caller.
   *
   * <p>Its output goes through a file and not a pipe: {@code pg_ctl start} leaves a server behind
   * that would hold the pipe open for ever.
   *
   * @param input fed to it; empty for none
   */
  static ProgramRun of(List<String> command, String input, Duration limit) {
    Path output = null;
    try {
      output = Files.createTempFile("bouclier", ".out");
      var builder =
          new ProcessBuilder(command)
              .directory(new File("/"))
              .redirectErrorStream(true)
              .redirectOutput(output.toFile());
      var environment = builder.environment();
      environment.keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("LC_"));
      environment.put("LC_ALL", "C");
      environment.put("TZ", "UTC");
      return finish(builder.start(), input, limit, output);
    } catch (IOException notStarted) {
      return new ProgramRun(NOT_STARTED, String.valueOf(notStarted.getMessage()));
    } finally {
      delete(output);
    }
  }

  boolean succeeded() {
    return exitCode == 0;
  }

  private static ProgramRun finish(Process process, String input, Duration limit, Path output)
      throws IOException {
    try (var in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException ended) {
      // It ended before reading: its exit code and its output say why.
    }
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        return new ProgramRun(NOT_STARTED, "no answer after " + limit + "\n" + tail(output));
      }
      return new ProgramRun(process.exitValue(), tail(output));
    } catch (InterruptedException stop) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      return new ProgramRun(NOT_STARTED, "interrupted");
    }
  }

  /** The last bytes of a file as text; empty when it cannot be read. */
  static String tail(Path file) {
    try (var channel = Files.newByteChannel(file)) {
      channel.position(Math.max(0, channel.size() - KEPT_BYTES));
      var buffer = ByteBuffer.allocate(KEPT_BYTES);
      while (buffer.hasRemaining() && channel.read(buffer) >= 0) {}
      return StandardCharsets.UTF_8.decode(buffer.flip()).toString().strip();
    } catch (IOException unreadable) {
      return "";
    }
  }

  private static void delete(@Nullable Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException stuck) {
      throw new UncheckedIOException(stuck);
    }
  }
}
