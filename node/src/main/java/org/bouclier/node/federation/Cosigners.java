package org.bouclier.node.federation;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import org.bouclier.ledger.log.Checkpoint;
import org.bouclier.ledger.log.CosignedFile;
import org.bouclier.ledger.log.Cosigning;
import org.bouclier.ledger.log.LedgerException;
import org.bouclier.ledger.log.NoteSignature;
import org.bouclier.ledger.log.NoteVerifier;
import org.bouclier.node.frontier.ExportLog;
import org.bouclier.node.site.StateCode;
import org.bouclier.node.site.TlsIdentity;
import org.springframework.context.SmartLifecycle;

/**
 * Has our own ledger cosigned by the peers: whenever it has grown, but not more often than a thin
 * link bears, and now and then all the same, so that the last cosignature tells that the witness
 * still sees us. Nothing waits for this: the ledger is read and verified without. Thread-safe.
 */
final class Cosigners implements SmartLifecycle {

  /**
   * How often, and for how long.
   *
   * @param least between two rounds: a request and its answer have 5 kB, most of it the
   *     post-quantum signature
   * @param most without a round, even if nothing was appended
   * @param patience for one answer
   */
  record Pace(Duration least, Duration most, Duration patience) {
    static final Pace USUAL =
        new Pace(Duration.ofSeconds(30), Duration.ofHours(1), Duration.ofSeconds(60));
  }

  private final ExportLog log;
  private final PeerRegister register;
  private final OwnHistory history;
  private final TlsIdentity tls;
  private final CosignedFile file;
  private final Pace pace;
  private final Clock clock;
  private final Runnable changed;
  private final Map<StateCode, WitnessStanding> standings = new ConcurrentHashMap<>();
  private final ReentrantLock writing = new ReentrantLock(); // the file
  private final Set<HttpClient> asking = ConcurrentHashMap.newKeySet();
  private final Semaphore wake = new Semaphore(0);
  private volatile boolean stopped = true;
  private Thread thread = new Thread();

  /**
   * Takes what it needs; {@link #start} starts it.
   *
   * @param directory the ledger's
   * @param changed is called when what pages show has changed
   */
  Cosigners(
      ExportLog log,
      PeerRegister register,
      OwnHistory history,
      TlsIdentity tls,
      Path directory,
      Pace pace,
      Clock clock,
      Runnable changed) {
    this.log = log;
    this.register = register;
    this.history = history;
    this.tls = tls;
    this.file = new CosignedFile(directory);
    this.pace = pace;
    this.clock = clock;
    this.changed = changed;
    register.onChange(wake::release);
  }

  /** What a peer made of our ledger. */
  WitnessStanding standing(StateCode peer) {
    return standings.getOrDefault(peer, WitnessStanding.NONE);
  }

  @Override
  public synchronized void start() {
    stopped = false;
    thread = Thread.ofVirtual().name("cosigners").start(this::run);
  }

  private void run() {
    long asked = -1;
    long next = System.nanoTime();
    while (!stopped) {
      try {
        var head = log.await(asked, pace.least());
        boolean due = System.nanoTime() - next >= 0; // nobody appended: tell that we are there
        if (!stopped && (head.size() != asked || due || wake.tryAcquire())) {
          wake.drainPermits();
          round(head);
          asked = head.size();
          next = System.nanoTime() + pace.most().toNanos();
          Thread.sleep(pace.least());
        }
      } catch (InterruptedException stopping) {
        return; // only stop interrupts
      }
    }
  }

  /** Asks all witnesses at once: one that does not answer holds no other up. */
  private void round(Checkpoint head) {
    var threads = new ArrayList<Thread>();
    for (PeerLink link : register.links()) {
      var card = link.peer().card();
      var witness = card.witness();
      if (!link.peer().suspended() && witness.isPresent()) {
        threads.add(Thread.startVirtualThread(() -> ask(card, witness.get(), head)));
      }
    }
    threads.forEach(Cosigners::join);
    changed.run();
  }

  private static void join(Thread ending) {
    boolean interrupted = false;
    while (ending.isAlive()) {
      try {
        ending.join();
      } catch (InterruptedException later) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void ask(PeerCard card, NoteVerifier witness, Checkpoint head) {
    var was = standing(card.code());
    try (var client = client(card)) {
      asking.add(client);
      if (stopped) {
        return;
      }
      var outcome =
          new Cosigning(log.reader(), witness)
              .ask(head, was.size(), request -> post(client, card, request));
      standings.put(card.code(), became(was, head, outcome));
      if (outcome instanceof Cosigning.Outcome.Ahead) {
        history.ask(card); // the size is a claim; the head that it cosigned is a proof
      }
    } catch (LedgerException untrusted) {
      trouble(card, was, Problem.of(untrusted));
    } catch (IOException cut) {
      trouble(card, was, Problem.of(cut));
    }
    asking.removeIf(HttpClient::isTerminated);
  }

  private void trouble(PeerCard card, WitnessStanding was, Problem problem) {
    standings.put(card.code(), new WitnessStanding(was.size(), was.at(), problem));
  }

  private WitnessStanding became(WitnessStanding was, Checkpoint head, Cosigning.Outcome outcome)
      throws IOException {
    return switch (outcome) {
      case Cosigning.Outcome.Cosigned(List<NoteSignature> lines) -> {
        writing.lock();
        try {
          file.add(head, lines);
        } finally {
          writing.unlock();
        }
        yield new WitnessStanding(head.size(), clock.instant(), Problem.NONE);
      }
      case Cosigning.Outcome.Ahead(long size) -> {
        yield new WitnessStanding(
            size,
            was.at(),
            new Problem(
                "registre-en-retard",
                "Ce pair a déjà cosigné un état plus long de notre registre : ce nœud a été"
                    + " restauré d’une copie ancienne. N’y publiez rien avant d’avoir repris la"
                    + " suite.",
                "cosigned " + size + ", here " + head.size()));
      }
      case Cosigning.Outcome.Refused(int status, String said) ->
          new WitnessStanding(
              was.size(),
              was.at(),
              new Problem(
                  "temoin-refus", "Ce pair n’a pas cosigné notre registre.", status + " " + said));
    };
  }

  private HttpClient client(PeerCard card) {
    return HttpClient.newBuilder()
        .sslContext(PeerTls.client(tls, card.certificate()))
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(pace.patience())
        .followRedirects(HttpClient.Redirect.NEVER)
        .executor(Executors.newVirtualThreadPerTaskExecutor())
        .build();
  }

  private Cosigning.Answer post(HttpClient client, PeerCard card, byte[] request)
      throws IOException {
    var uri = card.ledger().resolve("witness/add-checkpoint");
    var built =
        HttpRequest.newBuilder(uri)
            .timeout(pace.patience())
            .header("Content-Type", "text/plain; charset=utf-8")
            .POST(HttpRequest.BodyPublishers.ofByteArray(request))
            .build();
    try {
      var response = client.send(built, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        return new Cosigning.Answer(
            response.statusCode(), body.readNBytes(Cosigning.MAX_ANSWER_BYTES));
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      var stopping = new InterruptedIOException("interrupted while waiting for " + uri);
      stopping.initCause(interrupted);
      throw stopping;
    }
  }

  @Override
  public synchronized void stop() {
    stopped = true;
    wake.release();
    asking.forEach(HttpClient::shutdownNow);
    thread.interrupt(); // it waits for the ledger, for the time or for those who ask
    join(thread);
  }

  @Override
  public synchronized boolean isRunning() {
    return !stopped;
  }

  /** After the port, as the pulls. */
  @Override
  public int getPhase() {
    return FederationListener.PHASE + 1;
  }
}
