package org.bouclier.node.detection;

import java.time.Duration;
import org.springframework.context.SmartLifecycle;

/**
 * Starts and stops what keeps lines and looks back at them: {@code archive}, which follows the
 * journal, and {@code hunts}, which answers. Neither runs where nothing is archived.
 */
final class LookingBackAtWork implements SmartLifecycle {

  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final ArchiveWorker archiving;
  private final HuntWorker hunting;
  private final boolean archives;
  private final Thread archive;
  private final Thread hunts;
  private volatile boolean running;

  LookingBackAtWork(ArchiveWorker archiving, HuntWorker hunting, DetectionSettings settings) {
    this.archiving = archiving;
    this.hunting = hunting;
    this.archives = settings.archive();
    this.archive = Thread.ofPlatform().name("archive").daemon().unstarted(archiving);
    this.hunts = Thread.ofPlatform().name("hunts").daemon().unstarted(hunting);
  }

  @Override
  public void start() {
    running = true;
    if (archives) {
      archive.start();
      hunts.start();
    }
  }

  @Override
  public void stop() {
    running = false;
    hunting.stop();
    archiving.stop();
    try {
      if (!hunts.join(PATIENCE)) {
        hunts.interrupt();
      }
      if (!archive.join(PATIENCE)) {
        archive.interrupt();
      }
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
