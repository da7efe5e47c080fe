package org.bouclier.node.detection;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.bouclier.detect.log.LineRanges;
import org.bouclier.detect.log.LogFormat;
import org.springframework.util.unit.DataSize;

/**
 * A process to be killed: takes lines, scans them, and says on its output how many were
 * acknowledged. Arguments: address of the database, directory, how many lines in all.
 */
final class KilledWorker {

  static final List<String> LISTED = List.of("evil.example");

  /** So that some segments are sealed, and one is not, whenever the process is killed. */
  static final DetectionSettings SMALL_SEGMENTS =
      new DetectionSettings(
          true,
          "",
          Duration.ofDays(365),
          DataSize.ofGigabytes(1),
          DataSize.ofKilobytes(128),
          Duration.ofHours(1),
          Duration.ofMinutes(5));

  private KilledWorker() {}

  /** Every fourth line names the listed host. */
  public static void main(String[] arguments) throws Exception {
    var database = new HikariDataSource();
    database.setJdbcUrl(arguments[0]);
    database.setMaximumPoolSize(4);
    var pipeline =
        Pipeline.archiving(
                database, Path.of(arguments[1]), Clock.systemUTC(), LISTED, SMALL_SEGMENTS)
            .start();
    Source source = pipeline.source("tue", LogFormat.TEXT);
    int total = Integer.parseInt(arguments[2]);
    int sent = 0;
    while (sent < total) {
      var text = new StringBuilder();
      for (int i = 0; i < 100; i++) {
        text.append(i % 4 == 0 ? "query evil.example\n" : "query bamako.example\n");
      }
      byte[] bytes = text.toString().getBytes(UTF_8);
      pipeline.intake.accept(source, bytes, LineRanges.split(bytes, 0, bytes.length));
      sent += 100;
      System.out.println("acknowledged " + sent);
    }
    pipeline.settle();
    System.out.println("settled");
    Thread.sleep(60_000); // until it is killed
  }
}
