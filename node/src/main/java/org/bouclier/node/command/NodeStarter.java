package org.bouclier.node.command;

import java.util.Map;

/** Starts the node: the only door from the command line to the framework. */
@FunctionalInterface
public interface NodeStarter {

  /**
   * Starts, and returns when the node serves.
   *
   * @param settings {@code bouclier.*} and settings of the framework
   * @throws RuntimeException if it cannot start
   */
  RunningNode start(Map<String, String> settings);
}
