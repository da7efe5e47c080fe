package org.bouclier.node.intelligence;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WorkerTest {

  private static final Duration LONG = Duration.ofHours(1);

  /** A worker once read its own field before it was set, and ended at once: one in a thousand. */
  @Test
  void every_worker_that_is_started_works() throws Exception {
    int count = 2_000;
    var worked = new CountDownLatch(count);
    List<Worker> workers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      var steps = new AtomicInteger();
      workers.add(
          new Worker(
              "w" + i,
              Duration.ZERO,
              () -> {
                if (steps.incrementAndGet() == 1) {
                  worked.countDown();
                }
                return LONG;
              }));
    }
    workers.forEach(Worker::start);
    assertThat(worked.await(30, TimeUnit.SECONDS)).as("%s did not", worked.getCount()).isTrue();
    workers.forEach(Worker::stop);
  }

  @Test
  void a_step_that_fails_is_not_the_last_and_a_stopped_worker_does_no_more() throws Exception {
    var first = new CountDownLatch(1);
    var second = new CountDownLatch(1);
    var steps = new AtomicInteger();
    var worker =
        new Worker(
            "w",
            Duration.ZERO,
            () -> {
              if (steps.incrementAndGet() == 1) {
                first.countDown();
                throw new IllegalStateException("the database is away");
              }
              second.countDown();
              return LONG;
            });
    worker.start();
    assertThat(first.await(30, TimeUnit.SECONDS)).isTrue();
    worker.wake();
    assertThat(second.await(30, TimeUnit.SECONDS)).isTrue();

    worker.stop();
    int done = steps.get();
    worker.wake();
    assertThat(steps.get()).isEqualTo(done);
  }
}
