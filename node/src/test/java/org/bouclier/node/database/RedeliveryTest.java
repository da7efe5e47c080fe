package org.bouclier.node.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouclier.node.NodeApplication;
import org.bouclier.node.TestPostgres;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Import;
import org.springframework.modulith.events.ApplicationModuleListener;
import org.springframework.modulith.events.FailedEventPublications;
import org.springframework.modulith.events.ResubmissionOptions;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** An event whose listener failed is heard again while the node runs, not at its next start. */
@SpringBootTest(classes = NodeApplication.class)
@ContextConfiguration(initializers = TestPostgres.Node.class)
@Import(RedeliveryTest.Stumbling.class)
@DirtiesContext
class RedeliveryTest {

  @Autowired ApplicationEventPublisher events;
  @Autowired PlatformTransactionManager transactions;
  @Autowired FailedEventPublications failed;
  @Autowired Redelivery redelivery;
  @Autowired Stumbling listener;

  /** Something happened. */
  record Happened(String what) {}

  /** Fails once, as when the database is away. */
  @TestComponent
  static class Stumbling {
    private final AtomicInteger heard = new AtomicInteger();
    private final CountDownLatch stumbled = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);

    @ApplicationModuleListener
    void on(Happened event) {
      if (heard.incrementAndGet() == 1) {
        stumbled.countDown();
        throw new IllegalStateException("the database was away");
      }
      done.countDown();
    }

    // The bean is a proxy, whose own fields are empty.
    public int heard() {
      return heard.get();
    }

    public boolean stumbled() throws InterruptedException {
      return stumbled.await(30, TimeUnit.SECONDS);
    }

    public boolean isDone() throws InterruptedException {
      return done.await(100, TimeUnit.MILLISECONDS);
    }
  }

  @Test
  void what_a_listener_failed_to_hear_is_told_again() throws Exception {
    new TransactionTemplate(transactions)
        .executeWithoutResult(status -> events.publishEvent(new Happened("attaque")));
    assertThat(listener.stumbled()).isTrue();

    redelivery.again();
    assertThat(listener.heard()).as("not before a while").isEqualTo(1);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    do {
      failed.resubmit(ResubmissionOptions.defaults()); // once its failure is written
    } while (!listener.isDone() && System.nanoTime() < deadline);

    assertThat(listener.isDone()).isTrue();
  }
}
