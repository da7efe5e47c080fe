package org.bouclier.node.detection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.bouclier.detect.log.LineRanges;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Syslog in datagrams (RFC 5426): one datagram, one message. Reads all that wait, stores them with
 * one force of the disk, reads again.
 *
 * <p>Nobody can be told to wait. When the node is too slow, or refuses because its journal is full,
 * the system's buffer overflows and the system drops; it counts what it drops, and that count is
 * shown on the source's page.
 */
final class SyslogUdp implements Receiver {

  private static final Logger LOG = LoggerFactory.getLogger(SyslogUdp.class);

  /** Asked of the system, which may give less (net.core.rmem_max). */
  private static final int SYSTEM_BUFFER_BYTES = 8 << 20;

  private static final int MAX_DATAGRAM_BYTES = 65_535;
  private static final int BATCH_BYTES = 2 << 20;
  private static final Duration LOOK_AROUND = Duration.ofMillis(500);

  private final DatagramChannel channel;
  private final Selector selector;
  private final InetSocketAddress address;
  private final SenderMap senders;
  private final PatientIntake intake;
  private final SourceCounters counters;
  private final Thread thread;
  private final byte[] buffer = new byte[BATCH_BYTES + MAX_DATAGRAM_BYTES];
  private final Map<Integer, LineRanges> batch = new HashMap<>();
  private final Map<Integer, Source> sources = new HashMap<>();
  private long dropped;
  private volatile boolean closing;

  SyslogUdp(
      InetSocketAddress listen, SenderMap senders, PatientIntake intake, SourceCounters counters)
      throws IOException {
    this.senders = senders;
    this.intake = intake;
    this.counters = counters;
    this.channel = DatagramChannel.open();
    this.selector = Selector.open();
    try {
      channel.setOption(StandardSocketOptions.SO_RCVBUF, SYSTEM_BUFFER_BYTES);
      channel.bind(listen);
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ);
      this.address = (InetSocketAddress) channel.getLocalAddress();
      this.dropped = SocketDrops.udp(address.getPort()).orElse(0);
    } catch (IOException refused) {
      channel.close();
      selector.close();
      throw refused;
    }
    this.thread = Thread.ofPlatform().name("syslog-udp-" + address.getPort()).start(this::run);
  }

  @Override
  public InetSocketAddress address() {
    return address;
  }

  private void run() {
    while (!closing) {
      try {
        selector.select(LOOK_AROUND.toMillis());
        selector.selectedKeys().clear();
        readAndStore();
        countDrops();
      } catch (ClosedChannelException closed) {
        return;
      } catch (IOException | RuntimeException failure) {
        LOG.warn("syslog UDP on port {} goes on after a failure", address.getPort(), failure);
      }
    }
  }

  private void readAndStore() throws IOException {
    int used = 0;
    long unknown = 0;
    batch.values().forEach(LineRanges::clear);
    while (used < BATCH_BYTES) {
      ByteBuffer into = ByteBuffer.wrap(buffer, used, MAX_DATAGRAM_BYTES);
      var sender = (InetSocketAddress) channel.receive(into);
      if (sender == null) {
        break;
      }
      int end = into.position();
      Optional<Source> source = senders.source(sender.getAddress());
      if (source.isPresent()) {
        add(source.get(), used, end);
      } else {
        unknown++;
      }
      used = end;
    }
    if (unknown > 0) {
      LOG.info("syslog UDP on port {}: {} messages of unknown senders", address.getPort(), unknown);
    }
    for (var lines : batch.entrySet()) {
      Source source = sources.get(lines.getKey());
      if (source != null) {
        intake.accept(source, buffer, lines.getValue(), () -> closing);
      }
    }
  }

  private void add(Source source, int from, int to) {
    int end = to;
    while (end > from
        && (buffer[end - 1] == '\n' || buffer[end - 1] == '\r' || buffer[end - 1] == 0)) {
      end--;
    }
    for (int i = from; i < end; i++) {
      if (buffer[i] == '\n' || buffer[i] == '\r') {
        buffer[i] = ' ';
      }
    }
    if (end > from) {
      sources.put(source.id(), source);
      batch.computeIfAbsent(source.id(), id -> new LineRanges()).add(from, end);
    }
  }

  private void countDrops() {
    OptionalLong now = SocketDrops.udp(address.getPort());
    if (now.isPresent() && now.getAsLong() != dropped) {
      long more = Math.max(0, now.getAsLong() - dropped);
      dropped = now.getAsLong();
      // The system does not say whose they were: they are put down to the last known sender.
      sources.keySet().stream().findFirst().ifPresent(source -> counters.dropped(source, more));
      LOG.warn("syslog UDP on port {}: the system dropped {} messages", address.getPort(), more);
    }
  }

  @Override
  public void close() {
    closing = true;
    selector.wakeup();
    try {
      thread.join(Duration.ofSeconds(10));
      selector.close();
      channel.close();
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
