package org.bouclier.node.database;

import java.time.Duration;
import org.springframework.modulith.events.FailedEventPublications;
import org.springframework.modulith.events.ResubmissionOptions;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Tells listeners again what they failed to hear: an event waits in the registry until its listener
 * has done its work, and a database that was away for a moment must not leave it there until the
 * next start. Listeners take the same event twice without harm.
 */
final class Redelivery {

  private static final ResubmissionOptions AFTER_A_WHILE =
      ResubmissionOptions.defaults().withMinAge(Duration.ofSeconds(30));

  private final FailedEventPublications failed;

  Redelivery(FailedEventPublications failed) {
    this.failed = failed;
  }

  @Scheduled(fixedDelayString = "PT30S")
  void again() {
    failed.resubmit(AFTER_A_WHILE);
  }
}
