package org.bouclier.node.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.bouclier.detect.log.LogFormat;
import org.bouclier.node.TestPostgres;
import org.bouclier.node.intelligence.LiveIndicators;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DetectionAtWorkTest {

  @TempDir Path directory;
  private final DataSource database = TestPostgres.freshDatabase();

  @Test
  void no_line_is_scanned_before_the_indicators_are_there() throws Exception {
    try (var pipeline = new Pipeline(database, directory, Clock.systemUTC(), List.of())) {
      var dns = pipeline.source("resolveur", LogFormat.TEXT);
      pipeline.send(dns, "query evil.example");
      var failures = new CountDownLatch(2);
      var atWork = atWork(pipeline, new LateFeed(pipeline, failures));
      atWork.start();
      try {
        assertThat(failures.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(pipeline.worker.done()).as("nothing is read meanwhile").isNull();
        pipeline.settle();
        assertThat(pipeline.list())
            .extracting(AlertRow::observable)
            .containsExactly("evil.example");
      } finally {
        atWork.stop();
      }
    }
  }

  /** Indicators that come only at the third attempt. */
  private static final class LateFeed extends EngineFeed {

    private final Pipeline pipeline;
    private final CountDownLatch failures;

    private LateFeed(Pipeline pipeline, CountDownLatch failures) {
      super(mock(LiveIndicators.class), pipeline.engine);
      this.pipeline = pipeline;
      this.failures = failures;
    }

    @Override
    synchronized void refresh() {
      if (failures.getCount() > 0) {
        failures.countDown();
        throw new IllegalStateException("the database is away, as asked");
      }
      pipeline.watch(List.of("evil.example"));
    }
  }

  private DetectionAtWork atWork(Pipeline pipeline, EngineFeed feed) {
    var patient = new PatientIntake(pipeline.intake);
    return new DetectionAtWork(
        feed,
        new RuleFolder(
            directory.resolve("rules"),
            directory.resolve("mappings"),
            List::of,
            pipeline.engine,
            pipeline.clock),
        pipeline.worker,
        new Listeners(
            pipeline.sourceSql,
            pipeline.sources,
            patient,
            pipeline.counters,
            () -> {
              throw new AssertionError("no TLS is asked for");
            }),
        new WatchedFiles(
            directory.resolve("watched"),
            pipeline.sources,
            pipeline.sourceSql,
            pipeline.intake,
            pipeline.counters),
        pipeline.counters,
        pipeline.sourceSql,
        pipeline.journal);
  }
}
