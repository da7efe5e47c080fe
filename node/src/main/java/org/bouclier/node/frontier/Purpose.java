package org.bouclier.node.frontier;

/** What an export serves. Laws bind a communication of data to its purpose. */
public enum Purpose {
  /** Protecting networks and systems against attacks. */
  CYBER_DEFENCE
}
