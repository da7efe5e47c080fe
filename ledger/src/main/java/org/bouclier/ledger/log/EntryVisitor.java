package org.bouclier.ledger.log;

import java.io.IOException;

/** Receives the entries of a log, in order, each one already verified. */
@FunctionalInterface
public interface EntryVisitor {

  /**
   * Takes one entry.
   *
   * @param index its place in the log
   * @param entry its bytes, which the visitor may keep
   */
  void visit(long index, byte[] entry) throws IOException;
}
