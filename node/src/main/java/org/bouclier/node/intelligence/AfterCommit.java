package org.bouclier.node.intelligence;

import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** What is to be said of a change once nobody can undo it. */
final class AfterCommit {

  private AfterCommit() {}

  /** Runs after the commit of the transaction under way; at once if there is none. */
  static void run(Runnable then) {
    if (TransactionSynchronizationManager.isSynchronizationActive()) {
      TransactionSynchronizationManager.registerSynchronization(
          new TransactionSynchronization() {
            @Override
            public void afterCommit() {
              then.run();
            }
          });
    } else {
      then.run();
    }
  }
}
