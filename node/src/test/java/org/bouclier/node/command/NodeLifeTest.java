package org.bouclier.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
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
  private Path output = Path.of("");
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

    killThePostmaster();
    awaitAnswer(running);
    assertThat(first.isAlive()).as("PostgreSQL was started again under it").isTrue();

    first.destroyForcibly().waitFor();
    assertThat(verb("status")).as("after kill -9").isEqualTo(3);
    start("--listen=0.0.0.0:0"); // an option given again holds for that start
    RunFile again = RunFile.find(data()).orElseThrow();
    assertThat(again.token()).as("a new secret at each start").isNotEqualTo(running.token());
    assertThat(again.pages().getScheme()).isEqualTo("https");
    assertThat(verb("doctor")).as("answers under its own certificate: " + text()).isZero();
    assertThatCookiesAndPagesKeepToTls(again.pages());
    var plain = URI.create("http://localhost:" + again.pages().getPort() + "/");
    assertThat(get(plain)).as("plain HTTP is refused").isEqualTo(400);

    ingest_names_the_lines_that_it_could_not_hand_over();

    assertThat(verb("stop")).isZero();
    assertThat(verb("ingest", "nulle-part.log")).as("no node").isEqualTo(3);
    assertThat(RunFile.find(data())).isEmpty();
    assertThat(PostgresAtWork.find(data().resolve("postgres"))).isEmpty();
    assertThat(verb("doctor")).as("stopped: " + text()).isZero();

    Process last = start("--listen=localhost:0");
    Files.delete(data().resolve("postgres/cluster/PG_VERSION"));
    killThePostmaster();
    assertThat(last.waitFor(60, TimeUnit.SECONDS))
        .as("it does not stay without a database")
        .isTrue();
    assertThat(last.exitValue()).isEqualTo(1);
    assertThat(Files.readString(output))
        .contains("PostgreSQL s’est arrêté de lui-même et ne peut pas être relancé");
  }

  private void killThePostmaster() throws IOException {
    Path pidFile = data().resolve("postgres/cluster/postmaster.pid");
    long postmaster = Long.parseLong(Files.readAllLines(pidFile).getFirst().strip());
    assertThat(ProcessHandle.of(postmaster).orElseThrow().destroyForcibly()).isTrue();
  }

  /** Asks what only the database can tell, until it is told. */
  private static void awaitAnswer(RunFile node) throws Exception {
    var request =
        HttpRequest.newBuilder(node.pages().resolve("/api/v1/incidents"))
            .header("Authorization", "Bearer " + node.token())
            .timeout(Duration.ofSeconds(30))
            .build();
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    int status = 0;
    try (var client = HttpClient.newHttpClient()) {
      // Connections of before may be answered once more: what counts is that it comes back.
      do {
        Thread.sleep(200);
        status = client.send(request, BodyHandlers.discarding()).statusCode();
      } while (status != 200 && System.nanoTime() < end);
    }
    assertThat(status).isEqualTo(200);
  }

  private void assertThatCookiesAndPagesKeepToTls(URI pages) throws Exception {
    try (var client = NodeHttp.client(pages, data(), Duration.ofSeconds(5))) {
      var form =
          client.send(
              HttpRequest.newBuilder(pages.resolve("/connexion")).build(), BodyHandlers.ofString());
      assertThat(form.headers().firstValue("Strict-Transport-Security").orElse(""))
          .startsWith("max-age=31536000");
      String cookie = form.headers().firstValue("Set-Cookie").orElseThrow();
      assertThat(cookie)
          .startsWith("__Host-formulaire-bf-")
          .contains("; Secure", "; HttpOnly", "; Path=/", "SameSite=Strict")
          .doesNotContain("Domain");
      var hidden = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"").matcher(form.body());
      assertThat(hidden.find()).isTrue();
      var challenge =
          client.send(
              HttpRequest.newBuilder(pages.resolve("/webauthn/authenticate/options"))
                  .header("Cookie", cookie.split(";", 2)[0])
                  .header("X-CSRF-TOKEN", hidden.group(1))
                  .POST(HttpRequest.BodyPublishers.noBody())
                  .build(),
              BodyHandlers.ofString());
      assertThat(challenge.headers().allValues("Set-Cookie"))
          .filteredOn(one -> one.contains("session-"))
          .singleElement()
          .asString()
          .startsWith("__Host-session-bf-")
          .contains("; Secure", "; HttpOnly", "; Path=/", "SameSite=Lax")
          .doesNotContain("Domain");
    }
  }

  private void ingest_names_the_lines_that_it_could_not_hand_over() throws Exception {
    Path good = parent.resolve("bon journal.ndjson.gz");
    try (var gzip = new GZIPOutputStream(Files.newOutputStream(good))) {
      gzip.write("{\"n\":1}\n".repeat(12_000).getBytes(StandardCharsets.UTF_8));
    }
    assertThat(verb("ingest", "--source=essai", "--format=ndjson", good.toString()))
        .as(text())
        .isZero();
    assertThat(text()).contains("12\u202f000 lignes prises, 0 refusées");

    Path bad = parent.resolve("mauvais.ndjson");
    Files.writeString(bad, "{\"n\":1}\n".repeat(7_000) + "{\"n\":\n" + "{\"n\":2}");
    assertThat(verb("ingest", "--source=essai", "--json", bad.toString())).isEqualTo(1);
    assertThat(text())
        .contains("\"line\":7001")
        .contains("\"code\":\"malformed-json\"")
        .contains("\"accepted\":7001")
        .contains("\"refused\":1");
    assertThat(verb("ingest", "--source=essai", "--json", "--from-line=7002", bad.toString()))
        .as(text())
        .isZero();
    assertThat(text()).contains("\"accepted\":1,");

    Path cut = parent.resolve("coupé.gz");
    byte[] whole = Files.readAllBytes(good);
    Files.write(cut, Arrays.copyOf(whole, whole.length / 2));
    assertThat(verb("ingest", "--source=essai", cut.toString())).isEqualTo(1);
    assertThat(text()).contains("Pour reprendre : --from-line=");
    assertThat(verb("ingest", "--source=essai", parent.resolve("absent").toString())).isEqualTo(1);
    assertThat(verb("ingest", "--source=Nom Interdit !", bad.toString())).isEqualTo(1);
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
    output = Files.createTempFile(parent, "start", ".log");
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

  private int verb(String... words) {
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
        .run(with(words, "--data=" + data(), "--lang=fr"));
  }

  private static String[] with(String[] words, String... more) {
    return Stream.concat(Arrays.stream(words), Arrays.stream(more)).toArray(String[]::new);
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
