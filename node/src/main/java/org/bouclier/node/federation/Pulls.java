package org.bouclier.node.federation;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.bouclier.ledger.seal.SealIdentity;
import org.bouclier.ledger.spool.DiskSpool;
import org.bouclier.node.site.StateCode;
import org.bouclier.node.site.TlsIdentity;
import org.bouclier.node.web.PeerLinks;
import org.springframework.context.SmartLifecycle;

/** One pull for each peer that is not suspended, as peers come and go. Thread-safe. */
final class Pulls implements SmartLifecycle {

  private final PeerRegister register;
  private final Intake intake;
  private final OwnHistory history;
  private final StateCode own;
  private final SealIdentity identity;
  private final TlsIdentity tls;
  private final Path directory;
  private final Path mirrors;
  private final Backoff backoff;
  private final Clock clock;
  private final Runnable changed;
  private final Patience patience = new Patience();
  private final Map<UUID, PeerPull> running = new ConcurrentHashMap<>();
  private boolean started;

  /**
   * Takes what it needs; {@link #start} starts the pulls.
   *
   * @param history is asked again when a link comes back
   * @param identity opens what is sealed to us
   * @param tls whom peers see
   * @param directory where objects are fetched to, a directory for each peer
   * @param mirrors where couriers bring peers' ledgers, a directory for each
   * @param changed is called when what pages show has changed; must not wait
   */
  Pulls(
      PeerRegister register,
      Intake intake,
      OwnHistory history,
      StateCode own,
      SealIdentity identity,
      TlsIdentity tls,
      Path directory,
      Path mirrors,
      Backoff backoff,
      Clock clock,
      Runnable changed) {
    this.register = register;
    this.intake = intake;
    this.history = history;
    this.own = own;
    this.identity = identity;
    this.tls = tls;
    this.directory = directory;
    this.mirrors = mirrors;
    this.backoff = backoff;
    this.clock = clock;
    this.changed = changed;
    register.onChange(this::adjust);
    register.onHeard(this::heard);
  }

  @Override
  public synchronized void start() {
    started = true;
    adjust();
  }

  /** Starts and stops pulls so that there is one for each peer that is not suspended. */
  private synchronized void adjust() {
    if (!started) {
      return;
    }
    var wanted =
        register.links().stream()
            .filter(link -> !link.peer().suspended())
            .collect(Collectors.toMap(link -> link.peer().id(), link -> link));
    running
        .entrySet()
        .removeIf(entry -> {
          boolean gone = !wanted.containsKey(entry.getKey());
          if (gone) {
            entry.getValue().stop();
          }
          return gone;
        });
    wanted.forEach((id, link) -> running.computeIfAbsent(id, _ -> started(link)));
    changed.run();
  }

  private PeerPull started(PeerLink link) {
    var peer = link.peer();
    var spool = new PeerSpool(peer.card(), tls, patience, () -> link.answered(clock.instant()));
    var store = new DiskSpool(directory.resolve(peer.id().toString()));
    var reception = new Reception(own, identity, store, clock);
    var carried = CarriedSpool.of(mirrors, peer.card().verifier(), spool);
    var pull =
        new PeerPull(
            link, spool, carried, reception, intake, register, history, backoff, clock, changed);
    pull.start();
    return pull;
  }

  /** A peer that comes to us is there: no use in waiting for the end of a pause. */
  private void heard(StateCode code) {
    register
        .link(code)
        .filter(link -> link.state() == PeerLinks.State.UNREACHED)
        .map(link -> running.get(link.peer().id()))
        .ifPresent(PeerPull::hasten);
  }

  /** Tries a peer again now, and its refused entries too. */
  synchronized void hasten(StateCode code) {
    register
        .link(code)
        .ifPresent(link -> {
          intake.hasten(link);
          var pull = running.get(link.peer().id());
          if (pull != null) {
            pull.hasten();
          }
        });
  }

  @Override
  public synchronized void stop() {
    started = false;
    running.values().forEach(PeerPull::stop);
    running.clear();
  }

  @Override
  public synchronized boolean isRunning() {
    return started;
  }

  /** After the port at which peers pull from us. */
  @Override
  public int getPhase() {
    return FederationListener.PHASE + 1;
  }

  /** Ends the thread that watches over the reads; after {@link #stop}. */
  void close() {
    patience.close();
  }
}
