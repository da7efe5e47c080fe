package org.bouclier.node.detection;

import java.net.InetSocketAddress;

/** A socket that awaits syslog messages, open since it was made. */
sealed interface Receiver extends AutoCloseable permits SyslogUdp, SyslogTcp {

  /** Where it listens indeed: the port is the system's choice if 0 was asked for. */
  InetSocketAddress address();

  /** Stops reading; returns once everything read is durable. */
  @Override
  void close();
}
