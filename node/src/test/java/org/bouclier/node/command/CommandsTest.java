package org.bouclier.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.BindException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.bouclier.node.site.ControlToken;
import org.bouclier.node.site.DirectoryLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The verbs with a node that starts and ends at once. */
class CommandsTest {

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-03-01T08:00:00Z"), ZoneOffset.UTC);

  @TempDir private Path directory;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Map<String, String> settings = new HashMap<>();
  private String runFileWhileServing = "";

  @Test
  void the_first_start_asks_which_state_and_writes_nothing() {
    assertThat(run("start", "--lang=fr")).isEqualTo(2);
    assertThat(said(err)).contains("--state ML");
    assertThat(directory.resolve("node")).doesNotExist();
  }

  @Test
  void the_first_start_keeps_what_it_is_told_and_the_second_reads_it() throws IOException {
    assertThat(
            run(
                "start",
                "--state=NE",
                "--city=Agadez",
                "--name=Nœud d’essai \\ 2",
                "--listen=localhost:0"))
        .isZero();
    var first = Map.copyOf(settings);
    settings.clear();
    Path file = directory.resolve("node/bouclier.properties");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");

    assertThat(run("start")).isZero();

    assertThat(settings).isEqualTo(first);
    assertThat(settings)
        .containsEntry("bouclier.state", "NE")
        .containsEntry("bouclier.city", "Agadez")
        .containsEntry("bouclier.name", "Nœud d’essai \\ 2")
        .containsEntry("bouclier.zone", "Africa/Niamey")
        .containsEntry("bouclier.listen", "localhost:0")
        .containsEntry("bouclier.data", directory.resolve("node").toString());
  }

  @Test
  void a_node_keeps_its_state_for_ever() {
    run("start", "--state=NE");

    assertThat(run("start", "--state=ML")).isEqualTo(2);
    assertThat(said(err)).contains("NE").contains("ML");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--state=ne", "--state=N", "--listen=8080", "--federation-url=http://x"})
  void a_value_that_cannot_be_read_stops_the_start_before_it_is_written(String option) {
    int code =
        option.startsWith("--state") ? run("start", option) : run("start", "--state=NE", option);

    assertThat(code).isEqualTo(2);
    assertThat(directory.resolve("node/bouclier.properties")).doesNotExist();
    assertThat(settings).isEmpty();
  }

  @Test
  void a_key_that_the_node_does_not_know_stops_the_start() throws IOException {
    run("start", "--state=NE");
    Path file = directory.resolve("node/bouclier.properties");
    Files.writeString(file, Files.readString(file) + "bouclier.listn=localhost:1\n");
    settings.clear();

    assertThat(run("start")).isEqualTo(2);
    assertThat(said(err)).contains("bouclier.listn");
    assertThat(settings).isEmpty();
  }

  @Test
  void a_second_node_in_the_same_directory_is_refused() throws IOException {
    Path node = Files.createDirectories(directory.resolve("node"));
    try (var held = DirectoryLock.take(node).orElseThrow()) {
      assertThat(run("start", "--state=NE")).isEqualTo(1);
      assertThat(held).isNotNull();
    }
    assertThat(said(err)).contains("bouclier stop");
    assertThat(settings).isEmpty();
  }

  @Test
  void the_run_file_is_there_while_the_node_serves_closed_to_others_and_gone_after()
      throws IOException {
    run("start", "--state=NE");

    assertThat(runFileWhileServing)
        .contains("\"pages\" : \"http://localhost:1234/\"")
        .contains("\"pid\" : " + ProcessHandle.current().pid())
        .contains("\"token\"")
        .endsWith("rw-------");
    assertThat(directory.resolve("node/run/node.json")).doesNotExist();
    assertThat(RunFile.find(directory.resolve("node"))).isEmpty();
  }

  @Test
  void an_address_already_taken_is_said_in_one_sentence() {
    var commands =
        new Commands(
            given -> {
              throw new IllegalStateException("deep", new BindException("Address already in use"));
            },
            print(out),
            print(err),
            CLOCK);

    assertThat(commands.run("start", "--data", directory + "/node", "--state=NE", "--lang=fr"))
        .isEqualTo(1);
    assertThat(said(err)).contains("--listen").doesNotContain("\tat ");
  }

  @Test
  void status_of_a_stopped_node_is_3_and_stopping_it_is_no_failure() {
    assertThat(run("status", "--lang=fr")).isEqualTo(3);
    assertThat(run("status", "--json")).isEqualTo(3);
    assertThat(run("stop", "--lang=fr")).isZero();
    assertThat(said(out)).contains("Aucun nœud ne marche").contains("\"running\":false");
  }

  @Test
  void help_is_in_french_and_in_english() {
    assertThat(run("--lang=fr")).isZero();
    assertThat(said(out)).contains("Verbes :").contains("Arrête le nœud");
    out.reset();

    var commands = new Commands(given -> node(), print(out), print(err), CLOCK);
    assertThat(commands.run("start", "--lang=en", "--help")).isZero();
    assertThat(said(out))
        .contains("Run one node until it is told to stop.")
        .contains("Options:")
        .doesNotContain("Où écoute");
  }

  @Test
  void a_verb_or_an_option_that_is_not_one_is_named() {
    assertThat(run("strat", "--lang=fr")).isEqualTo(2);
    assertThat(run("start", "--lang=fr", "--stat=NE")).isEqualTo(2);
    assertThat(run("start", "--lang=fr", "--state")).isEqualTo(2);
    assertThat(said(err)).contains("strat").contains("--stat=NE").contains("CODE");
  }

  private int run(String verb, String... options) {
    var arguments = new java.util.ArrayList<String>();
    arguments.add(verb);
    arguments.addAll(java.util.List.of(options));
    if (!verb.startsWith("-")) {
      arguments.add("--data=" + directory.resolve("node"));
    }
    return new Commands(
            given -> {
              settings.putAll(given);
              return node();
            },
            print(out),
            print(err),
            CLOCK)
        .run(arguments.toArray(String[]::new));
  }

  private RunningNode node() {
    return new RunningNode() {
      @Override
      public URI pages() {
        return URI.create("http://localhost:1234/");
      }

      @Override
      public URI federation() {
        return URI.create("https://localhost:1235/");
      }

      @Override
      public ControlToken token() {
        return ControlToken.random();
      }

      @Override
      public void awaitEnd() {
        Path file = directory.resolve("node/run/node.json");
        try {
          runFileWhileServing =
              Files.readString(file)
                  + PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        } catch (IOException absent) {
          throw new java.io.UncheckedIOException(absent);
        }
      }

      @Override
      public void stop() {}
    };
  }

  private static PrintStream print(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private static String said(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
