package org.bouclier.node.command;

import java.net.URI;
import org.bouclier.node.site.ControlToken;

/** A node that serves. */
public interface RunningNode {

  /** Where people reach it on this machine, with its real port. */
  URI pages();

  /** Where its peers reach it on this machine, with its real port. */
  URI federation();

  /** By what its operator commands it. */
  ControlToken token();

  /**
   * Returns when it has been told to stop.
   *
   * @throws RuntimeException if it cannot go on, with the reason: whoever runs it must end it
   */
  void awaitEnd() throws InterruptedException;

  /** Stops it, and returns once all is on disk. */
  void stop();
}
