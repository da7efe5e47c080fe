package org.bouclier.node.detection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Random;
import org.bouclier.detect.archive.ArchiveCheck;
import org.bouclier.node.TestPostgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kill -9, again and again, in the middle of the work: no match is lost, none is counted twice. */
class KilledWorkerTest {

  private static final int KILLS = 4;
  private static final int LINES = 60_000;

  @TempDir Path directory;

  @Test
  void counts_are_exact_after_each_kill() throws Exception {
    String address = TestPostgres.freshDatabaseUrl();
    var random = new Random(20_261_122);
    long acknowledged = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      acknowledged += runAndKill(address, 1_000 + random.nextInt(20_000));
    }

    var database = new com.zaxxer.hikari.HikariDataSource();
    database.setJdbcUrl(address);
    try (database;
        var pipeline =
            Pipeline.archiving(
                    database,
                    directory,
                    Clock.systemUTC(),
                    KilledWorker.LISTED,
                    KilledWorker.SMALL_SEGMENTS)
                .start()) {
      pipeline.settle();
      assertThat(pipeline.archiving.sealNow(Duration.ofMinutes(1))).isTrue();
      var counts = pipeline.sources.look("tue").orElseThrow().counts();
      var alerts = pipeline.list();

      assertThat(counts.received())
          .as("all that was acknowledged, and at most one unacknowledged block for each kill")
          .isBetween(acknowledged, acknowledged + KILLS * 100L);
      assertThat(alerts).hasSize(1);
      assertThat(alerts.getFirst().count())
          .as("one line in four, of those received, to the last")
          .isEqualTo(counts.received() / 4);
      assertThat(
              pipeline.alerts.hours(alerts.getFirst().id(), java.time.Instant.EPOCH).stream()
                  .mapToLong(AlertSql.Hour::count)
                  .sum())
          .isEqualTo(counts.received() / 4);
      assertThat(pipeline.archive.size().lines())
          .as("each line that was received is archived, once")
          .isEqualTo(counts.received());
      assertThat(pipeline.archive.size().segments()).isGreaterThan(KILLS);
      var faults = new ArrayList<String>();
      new ArchiveCheck(pipeline.archive).run((key, fault) -> faults.add(key + " " + fault));
      assertThat(faults).isEmpty();
    }
  }

  /** Returns how many lines were acknowledged before the process was killed. */
  private long runAndKill(String address, int linesBeforeTheKill) throws Exception {
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                KilledWorker.class.getName(),
                address,
                directory.toString(),
                Integer.toString(LINES))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    long acknowledged = 0;
    try (var output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (line.startsWith("acknowledged ")) {
          acknowledged = Long.parseLong(line.substring("acknowledged ".length()));
        }
        if (acknowledged >= linesBeforeTheKill) {
          process.toHandle().destroyForcibly(); // SIGKILL; what it said before is still read
        }
      }
    }
    process.waitFor();
    assertThat(acknowledged).as("the process worked before it was killed").isPositive();
    return acknowledged;
  }
}
