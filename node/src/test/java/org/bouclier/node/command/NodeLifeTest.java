package org.bouclier.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bouclier.node.Bouclier;
import org.bouclier.node.database.EmbeddedPostgres;
import org.bouclier.node.database.PostgresAtWork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node in a process of its own, from its first start to its last: as an operator lives it. */
class NodeLifeTest {

  private static final Path PROGRAMS = Path.of("target", "programs").toAbsolutePath();

  @TempDir private Path parent;

  private final List<Process> started = new ArrayList<>();
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  @AfterEach
  void end_what_was_started() throws Exception {
    for (Process process : started) {
      process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
    Path postgres = data().resolve("postgres");
    if (PostgresAtWork.find(postgres).isPresent()) {
      EmbeddedPostgres.start(postgres, PROGRAMS).close();
    }
  }

  @Test
  void it_starts_answers_refuses_a_twin_survives_a_kill_speaks_tls_outside_and_stops()
      throws Exception {
    Process first = start("--state=BF", "--listen=localhost:0", "--federation-listen=localhost:0");
    RunFile running = RunFile.find(data()).orElseThrow();
    assertThat(running.process().pid()).isEqualTo(first.pid());
    assertThat(verb("status")).as("it answers").isZero();
    assertThat(text()).contains(running.pages().toString()).doesNotContain(running.token());

    assertThat(verb("start")).as("a twin").isEqualTo(1);
    assertThat(get(running.pages())).as("the first goes on").isLessThan(500);

    first.destroyForcibly().waitFor();
    assertThat(verb("status")).as("after kill -9").isEqualTo(3);
    start("--listen=0.0.0.0:0"); // an option given again holds for that start
    RunFile again = RunFile.find(data()).orElseThrow();
    assertThat(again.token()).as("a new secret at each start").isNotEqualTo(running.token());
    assertThat(again.pages().getScheme()).isEqualTo("https");
    assertThat(verb("doctor")).as("answers under its own certificate: " + text()).isZero();
    var plain = URI.create("http://localhost:" + again.pages().getPort() + "/");
    assertThat(get(plain)).as("plain HTTP is refused").isEqualTo(400);

    assertThat(verb("stop")).isZero();
    assertThat(RunFile.find(data())).isEmpty();
    assertThat(PostgresAtWork.find(data().resolve("postgres"))).isEmpty();
    assertThat(verb("doctor")).as("stopped: " + text()).isZero();
  }

  private Process start(String... options) throws Exception {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dbouclier.programs=" + PROGRAMS,
                "-cp",
                System.getProperty("java.class.path"),
                Bouclier.class.getName(),
                "start",
                "--data=" + data()));
    command.addAll(List.of(options));
    Path output = Files.createTempFile(parent, "start", ".log");
    var process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    started.add(process);
    // The run file is written once the node serves: its appearance is the signal.
    while (process.isAlive() && RunFile.find(data()).isEmpty()) {
      process.waitFor(50, TimeUnit.MILLISECONDS);
    }
    assertThat(process.isAlive()).as(Files.readString(output)).isTrue();
    return process;
  }

  private int verb(String verb) {
    said.reset();
    System.setProperty("bouclier.programs", PROGRAMS.toString());
    var print = new PrintStream(said, true, StandardCharsets.UTF_8);
    return new Commands(
            given -> {
              throw new AssertionError("must not start");
            },
            print,
            print,
            Clock.systemUTC())
        .run(verb, "--data=" + data(), "--lang=fr");
  }

  private String text() {
    return said.toString(StandardCharsets.UTF_8);
  }

  private static int get(URI page) throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      return client
          .send(HttpRequest.newBuilder(page).build(), BodyHandlers.discarding())
          .statusCode();
    }
  }

  private Path data() {
    return parent.resolve("nœud");
  }
}
