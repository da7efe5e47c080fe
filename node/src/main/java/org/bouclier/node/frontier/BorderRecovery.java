package org.bouclier.node.frontier;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Before any port opens, enters in the ledger what a kill left prepared, and sweeps what it left.
 */
final class BorderRecovery implements SmartLifecycle {

  private static final Logger LOG = LoggerFactory.getLogger(BorderRecovery.class);

  private final BorderPost post;
  private final ErasureDesk erasures;
  private volatile boolean running;

  BorderRecovery(BorderPost post, ErasureDesk erasures) {
    this.post = post;
    this.erasures = erasures;
  }

  @Override
  public void start() {
    try {
      int finished = post.finishPrepared();
      if (finished > 0) {
        LOG.info("{} exports were prepared and not entered: they are now", finished);
      }
      int swept = post.sweepOrphans();
      if (swept > 0) {
        LOG.info("{} sealed objects were announced by nothing: they are deleted", swept);
      }
      int erased = erasures.finish();
      if (erased > 0) {
        LOG.info("{} sealed objects were to be erased and are now", erased);
      }
      running = true;
    } catch (WithheldLedgerException withheld) {
      // What is prepared may be in the entries that are missing, and what looks like an orphan may
      // be announced there: both wait until they are back.
      LOG.warn("the ledger is withheld: {}", withheld.getMessage());
      running = true;
    } catch (IOException disk) {
      throw new UncheckedIOException(disk);
    }
  }

  @Override
  public void stop() {
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return 0;
  }
}
