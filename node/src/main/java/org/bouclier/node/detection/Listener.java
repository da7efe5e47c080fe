package org.bouclier.node.detection;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where syslog is awaited.
 *
 * @param address the local address; {@code 0.0.0.0} or {@code ::} for all
 * @param port 1 to 65535
 * @param source the source of messages whose sender is not named; null to refuse them
 * @param senders who is named, narrowest network first
 */
public record Listener(
    int id,
    Protocol protocol,
    String address,
    int port,
    @Nullable Integer source,
    boolean enabled,
    List<Sender> senders) {

  /** A sender, or a network of them, whose messages belong to one source. */
  public record Sender(int listener, String network, int source) {}

  /** How messages travel. */
  public enum Protocol {
    /**
     * One datagram, one message (RFC 5426). Messages may be lost; the node counts those it sees.
     */
    UDP,
    /** A stream in clear (RFC 6587). */
    TCP,
    /** A stream over TLS (RFC 5425). */
    TLS
  }
}
