package org.bouclier.node.federation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.bouclier.ledger.log.Hash;
import org.bouclier.ledger.log.LedgerException;
import org.bouclier.ledger.log.Note;
import org.bouclier.node.frontier.ExportLog;
import org.bouclier.node.site.StateCode;
import org.bouclier.node.site.TlsIdentity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Asks the peers which heads of our own ledger they hold: the last one that they verified, and the
 * last one that they cosigned. A node that was restored from an old copy learns from them that
 * entries are missing here, before it signs others in their place; the ledger is then withheld.
 * Thread-safe.
 *
 * <p>The first question goes out before anything that a kill left prepared is entered; others when
 * a link comes back, and now and then. Only what our own key has signed counts, so no peer can stop
 * us by a claim. Where no peer answers in time, this node cannot know.
 */
final class OwnHistory implements SmartLifecycle {

  private static final Logger LOG = LoggerFactory.getLogger(OwnHistory.class);

  /** The federation's other threads begin after the port; this comes before the border's. */
  private static final int PHASE = -1;

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final ExportLog log;
  private final Hash origin;
  private final PeerRegister register;
  private final TlsIdentity tls;
  private final Patience patience = new Patience();
  private final Set<StateCode> busy = ConcurrentHashMap.newKeySet();
  private final Set<PeerSpool> asking = ConcurrentHashMap.newKeySet();
  private volatile boolean running;

  /**
   * Takes what it needs; {@link #start} asks for the first time.
   *
   * @param origin the name of our ledger
   */
  OwnHistory(ExportLog log, String origin, PeerRegister register, TlsIdentity tls) {
    this.log = log;
    this.origin = Hash.sha256(origin.getBytes(UTF_8));
    this.register = register;
    this.tls = tls;
  }

  @Override
  public void start() {
    running = true;
    var asked =
        register.links().stream()
            .filter(link -> !link.peer().suspended())
            .map(link -> askAside(link.peer().card()))
            .toArray(CompletableFuture<?>[]::new);
    log.expect(
        CompletableFuture.allOf(asked)
            .completeOnTimeout(null, PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
  }

  /** Asks one peer on a thread of its own: its silence keeps nothing else waiting. */
  CompletableFuture<Void> askAside(PeerCard card) {
    return CompletableFuture.runAsync(
        () -> ask(card), task -> Thread.ofVirtual().name("own-history-" + card.code()).start(task));
  }

  /** Asks one peer, over a connection of its own, unless it is being asked already. */
  void ask(PeerCard card) {
    if (!busy.add(card.code())) {
      return;
    }
    try (var spool = new PeerSpool(card, tls, patience, () -> {})) {
      asking.add(spool);
      try {
        if (running) {
          held(spool).forEach(this::consider);
        }
      } finally {
        asking.remove(spool);
      }
    } catch (IOException noAnswer) {
      LOG.debug("{} does not tell what it holds of our ledger", card.code(), noAnswer);
    } finally {
      busy.remove(card.code());
    }
  }

  private void consider(Note held) {
    boolean free = log.withheld().isEmpty();
    try {
      log.consider(held);
    } catch (IOException full) {
      LOG.error("that our ledger is withheld cannot be kept for the next start", full);
    }
    if (free) {
      log.withheld().ifPresent(why -> LOG.error("nothing is appended: {}", why.getMessage()));
    }
  }

  private List<Note> held(PeerSpool peer) throws IOException {
    try {
      var verified = peer.verifiedOfOurs();
      var cosigned = peer.witnessed(origin);
      return Stream.of(verified, cosigned).flatMap(Optional::stream).toList();
    } catch (LedgerException unreadable) { // no note at all: it proves nothing
      return List.of();
    }
  }

  @Override
  public void stop() {
    running = false;
    asking.forEach(PeerSpool::close);
    patience.close();
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }
}
