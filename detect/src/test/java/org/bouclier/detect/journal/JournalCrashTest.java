package org.bouclier.detect.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A writer in another process, killed while it writes: what it was told is stored, is stored. */
class JournalCrashTest {

  private static final JournalLimits LIMITS = new JournalLimits(16_384, 1L << 30, 4_096);

  @TempDir private Path folder;

  @Test
  void whatever_was_acknowledged_before_a_kill_is_read_back() throws Exception {
    Set<String> acknowledged = new HashSet<>();
    for (int round = 0; round < 3; round++) {
      Process writer = start(round);
      try (var answers =
          new BufferedReader(new InputStreamReader(writer.getInputStream(), UTF_8))) {
        for (int i = 0; i < 300; i++) {
          String line = answers.readLine();
          assertThat(line).as("the writer lives").isNotNull();
          acknowledged.add(line);
        }
        writer.toHandle().destroyForcibly(); // SIGKILL, and the pipe stays readable
        String rest;
        while ((rest = answers.readLine()) != null) {
          if (rest.endsWith(";")) { // the last one may be cut in the pipe
            acknowledged.add(rest);
          }
        }
      }
      assertThat(writer.waitFor()).as("killed, not ended").isEqualTo(137);
      try (Journal journal = Journal.open(folder, LIMITS)) {
        assertThat(new HashSet<>(JournalTest.lines(journal, journal.start())))
            .containsAll(acknowledged);
      }
    }
    assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(900);
  }

  private Process start(int round) throws IOException {
    Path classes = Path.of("target/classes").toAbsolutePath();
    Path tests = Path.of("target/test-classes").toAbsolutePath();
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            classes + ":" + tests,
            JournalCrashTest.class.getName() + "$Writer",
            folder.toString(),
            Integer.toString(round))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** The other process: four threads append and say so, for ever. */
  static final class Writer {

    private Writer() {}

    public static void main(String[] arguments) throws Exception {
      Journal journal = Journal.open(Path.of(arguments[0]), LIMITS);
      PrintStream answers = new PrintStream(System.out, true, UTF_8);
      for (int thread = 0; thread < 4; thread++) {
        String name = arguments[1] + "-" + thread + "-";
        Thread.ofPlatform()
            .start(() -> {
              try {
                for (int i = 0; ; i++) {
                  String line = name + i + ";";
                  JournalTest.append(journal, 1, List.of(line, "x".repeat(i % 500)));
                  answers.println(line);
                }
              } catch (IOException failure) {
                throw new IllegalStateException(failure);
              }
            });
      }
    }
  }
}
