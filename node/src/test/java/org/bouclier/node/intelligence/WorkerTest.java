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

  @Test
  void a_worker_that_rests_leaves_the_machine_to_others_however_often_it_is_woken()
      throws Exception {
    var ends = new ArrayList<Long>();
    var starts = new ArrayList<Long>();
    var twice = new CountDownLatch(2);
    var worker =
        new Worker(
            "w",
            Duration.ZERO,
            4,
            () -> {
              starts.add(System.nanoTime());
              sleep(100);
              ends.add(System.nanoTime());
              twice.countDown();
              return LONG;
            });
    worker.start();
    while (twice.getCount() > 0) {
      worker.wake();
      Thread.sleep(1);
    }
    worker.stop();

    long rest = starts.get(1) - ends.get(0);
    assertThat(rest).isGreaterThanOrEqualTo(4 * (ends.get(0) - starts.get(0)));
  }

  @Test
  void a_stop_does_not_wait_for_the_end_of_a_rest() throws Exception {
    var once = new CountDownLatch(1);
    var worker =
        new Worker(
            "w",
            Duration.ZERO,
            1_000_000,
            () -> {
              sleep(10);
              once.countDown();
              return LONG;
            });
    worker.start();
    assertThat(once.await(30, TimeUnit.SECONDS)).isTrue();

    long begun = System.nanoTime();
    worker.stop();
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
    }
  }
}
