package org.bouclier.node.frontier;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.bouclier.border.Border;
import org.bouclier.border.CedarBorder;
import org.bouclier.border.GuardedBorder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The border as it decides now. Changes at once when another policy is put in force: whoever makes
 * one decision out of several asks once, and keeps the answer. Thread-safe.
 */
final class PoliciesInForce implements Supplier<Border> {

  private static final Logger LOG = LoggerFactory.getLogger(PoliciesInForce.class);

  /** Being worked out while the node starts; whoever decides meanwhile waits. */
  private volatile CompletableFuture<CedarBorder> border;

  /** Begins to work a text out, in a thread of its own: it takes a second of one processor. */
  PoliciesInForce(String text) {
    border =
        CompletableFuture.supplyAsync(
            () -> read(text),
            work -> Thread.ofPlatform().daemon().name("border-policy").start(work));
  }

  private static CedarBorder read(String text) {
    try {
      return CedarBorder.of(text);
    } catch (RuntimeException unreadable) {
      LOG.error("The policy in force cannot be read: nothing leaves until another is", unreadable);
      throw unreadable;
    }
  }

  /** A border that never throws; one that cannot read its policy refuses everything. */
  @Override
  public Border get() {
    try {
      return new GuardedBorder(border.join());
    } catch (CompletionException unreadable) {
      return GuardedBorder.closed();
    }
  }

  /**
   * The policy itself, to compare others with.
   *
   * @throws IllegalStateException if it cannot be read
   */
  CedarBorder policy() {
    try {
      return border.join();
    } catch (CompletionException unreadable) {
      throw new IllegalStateException("the policy in force cannot be read", unreadable);
    }
  }

  void set(CedarBorder next) {
    border = CompletableFuture.completedFuture(next);
  }
}
