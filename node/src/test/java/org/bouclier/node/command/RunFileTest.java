package org.bouclier.node.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFileTest {

  private static final Instant STARTED = Instant.parse("2026-03-01T08:00:00Z");

  @TempDir private Path data;

  @Test
  void a_live_node_is_found_with_all_that_reaches_it() throws IOException {
    var written = file(ProcessMark.ofThisProcess());
    written.write(data);

    assertThat(RunFile.find(data)).contains(written);
  }

  @Test
  void a_number_that_another_process_got_is_not_the_node() throws IOException {
    var mark = ProcessMark.ofThisProcess();
    file(new ProcessMark(mark.pid(), mark.startTicks() - 1, mark.boot())).write(data);
    assertThat(RunFile.find(data)).as("started at another moment").isEmpty();

    file(new ProcessMark(mark.pid(), mark.startTicks(), "before the power cut")).write(data);
    assertThat(RunFile.find(data)).as("another run of the machine").isEmpty();
  }

  @Test
  void a_process_that_ended_is_not_found_even_before_it_is_reaped() throws Exception {
    var process = new ProcessBuilder("sleep", "60").start();
    var mark = ProcessMark.of(process.pid());
    assertThat(mark.process()).isPresent();

    process.destroyForcibly().waitFor();

    assertThat(mark.process()).isEmpty();
  }

  @Test
  void a_damaged_file_is_named() throws IOException {
    Path file = Files.createDirectories(data.resolve("run")).resolve("node.json");
    for (String text : new String[] {"", "{", "[]", "{\"pid\": 1}", "x".repeat(20_000)}) {
      Files.writeString(file, text);
      assertThatThrownBy(() -> RunFile.find(data))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("node.json");
    }
  }

  private static RunFile file(ProcessMark mark) {
    return new RunFile(
        mark,
        STARTED,
        URI.create("http://localhost:8080/"),
        URI.create("https://localhost:8444/"),
        "0123");
  }
}
