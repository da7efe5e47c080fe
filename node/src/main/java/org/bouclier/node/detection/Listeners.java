package org.bouclier.node.detection;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouclier.node.site.TlsIdentity;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listeners that were declared, and the sockets they have open. A listener whose socket cannot
 * be opened (a port taken, a right missing) says why on its page; the others go on. Thread-safe.
 */
final class Listeners implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

  private final SourceSql sql;
  private final Sources sources;
  private final PatientIntake intake;
  private final SourceCounters counters;
  private final Supplier<TlsIdentity> identity;
  private final Map<Listener, Opened> opened = new HashMap<>();

  Listeners(
      SourceSql sql,
      Sources sources,
      PatientIntake intake,
      SourceCounters counters,
      Supplier<TlsIdentity> identity) {
    this.sql = sql;
    this.sources = sources;
    this.intake = intake;
    this.counters = counters;
    this.identity = identity;
  }

  private record Opened(@Nullable Receiver receiver, String failure) {}

  /** All listeners, in the order of the page. */
  synchronized List<ListenerStanding> list() {
    var standing = new ArrayList<ListenerStanding>();
    for (Listener listener : sql.listeners()) {
      Opened of = opened.get(listener);
      standing.add(new ListenerStanding(listener, of == null ? "" : of.failure()));
    }
    return standing;
  }

  /** Opens what is declared and not open, closes what is open and no longer declared so. */
  synchronized void settle() {
    List<Listener> declared = sql.listeners().stream().filter(Listener::enabled).toList();
    List<Listener> gone =
        opened.keySet().stream().filter(known -> !declared.contains(known)).toList();
    gone.forEach(this::shut);
    for (Listener listener : declared) {
      Opened of = opened.get(listener);
      if (of == null || of.receiver() == null) {
        opened.put(listener, open(listener));
      }
    }
  }

  /**
   * Declares a listener.
   *
   * @return empty if one listens there already
   */
  synchronized Optional<Integer> declare(
      Listener.Protocol protocol, String address, int port, @Nullable Integer source) {
    Optional<Integer> id = sql.insert(protocol, address, port, source);
    settle();
    return id;
  }

  synchronized boolean remove(int id) {
    boolean removed = sql.deleteListener(id);
    settle();
    return removed;
  }

  synchronized void nameSender(int listener, Network network, int source) {
    sql.putSender(listener, network.toString(), source);
    settle();
  }

  synchronized boolean forgetSender(int listener, Network network) {
    boolean forgotten = sql.deleteSender(listener, network.toString());
    settle();
    return forgotten;
  }

  private Opened open(Listener listener) {
    try {
      var where = new InetSocketAddress(InetAddress.ofLiteral(listener.address()), listener.port());
      var senders = new SenderMap(listener, sources::find);
      Receiver receiver =
          switch (listener.protocol()) {
            case UDP -> new SyslogUdp(where, senders, intake, counters);
            case TCP ->
                new SyslogTcp(where, ServerSocketFactory.getDefault(), senders, intake, counters);
            case TLS -> new SyslogTcp(where, tls(identity.get()), senders, intake, counters);
          };
      LOG.info("syslog {} listens on {}", listener.protocol(), receiver.address());
      return new Opened(receiver, "");
    } catch (IOException | RuntimeException refused) {
      LOG.warn(
          "syslog {} cannot listen on {} port {}: {}",
          listener.protocol(),
          listener.address(),
          listener.port(),
          refused.toString());
      return new Opened(null, String.valueOf(refused.getMessage()));
    }
  }

  private void shut(Listener listener) {
    Opened of = opened.remove(listener);
    if (of != null && of.receiver() != null) {
      of.receiver().close();
    }
  }

  /** TLS 1.2 and 1.3 with the node's certificate; senders are not asked for theirs. */
  static ServerSocketFactory tls(TlsIdentity identity) {
    try {
      var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(identity.keyStore(), new char[0]);
      var context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context.getServerSocketFactory();
    } catch (GeneralSecurityException refused) {
      throw new IllegalStateException("the certificate cannot serve", refused);
    }
  }

  @Override
  public synchronized void close() {
    List.copyOf(opened.keySet()).forEach(this::shut);
  }
}
