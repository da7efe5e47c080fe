package org.bouclier.node.federation;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.bouclier.ledger.log.Hash;
import org.bouclier.ledger.log.Note;
import org.bouclier.ledger.log.TileSource;
import org.bouclier.ledger.spool.HttpSpool;
import org.bouclier.ledger.spool.Spool;
import org.bouclier.ledger.spool.SpoolStatusException;
import org.bouclier.node.site.TlsIdentity;

/**
 * A peer's ledger and objects, over HTTPS with its pinned certificate. Every read ends in time,
 * whatever the peer does. For one thread at a time.
 */
final class PeerSpool implements Spool, AutoCloseable {

  private static final Duration CONNECT = Duration.ofSeconds(15);

  /** The headers of an answer; a satellite link takes seconds for the handshake alone. */
  private static final Duration HEADERS = Duration.ofSeconds(30);

  /** A file of the log: 134 kB at most between peers like us, 17 s at 64 kbit/s. */
  private static final Duration WHOLE_FILE = Duration.ofMinutes(2);

  private static final Duration SILENCE = Duration.ofSeconds(45);

  /** What {@code wait} may last here: the peer answers after {@link LogServlet#WAIT}. */
  private static final Duration WAIT = LogServlet.WAIT.plusSeconds(20);

  /** Lets a body pass its bound by one buffer, so that who reads it sees that it does. */
  private static final int EXCESS_BYTES = 64 * 1024;

  private static final int MAX_KEPT = 32;
  private static final int MAX_KEPT_BYTES = 8 * 1024; // tiles of hashes, not entries

  private final PeerCard card;
  private final HttpClient client;
  private final HttpSpool files;
  private final Patience patience;
  private final Runnable alive;
  private final Map<String, byte[]> tiles = new HashMap<>();

  /**
   * Opens nothing yet.
   *
   * @param alive is called each time something came from the peer
   */
  PeerSpool(PeerCard card, TlsIdentity own, Patience patience, Runnable alive) {
    this.card = card;
    this.patience = patience;
    this.alive = alive;
    this.client =
        HttpClient.newBuilder()
            .sslContext(PeerTls.client(own, card.certificate()))
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();
    this.files = new HttpSpool(client, card.ledger(), HEADERS);
  }

  /**
   * Waits at the peer's until its ledger has another size, or half a minute.
   *
   * @param knownSize entries of it that are verified here
   * @return the signed head that it shows then, not verified
   * @throws IOException if it cannot be had
   * @throws org.bouclier.ledger.log.LedgerException if it is not a note
   */
  Note await(long knownSize) throws IOException {
    var uri = card.ledger().resolve("wait?size=" + knownSize);
    var request = HttpRequest.newBuilder(uri).timeout(WAIT).GET().build();
    return Note.parse(
        patience.within(
            WAIT.plus(SILENCE),
            () -> {
              var response = send(request);
              try (var body = response.body()) {
                if (response.statusCode() != 200) {
                  throw new SpoolStatusException(uri, response.statusCode());
                }
                var note = body.readNBytes(Note.MAX_BYTES + 1);
                alive.run();
                return note;
              }
            }));
  }

  private HttpResponse<InputStream> send(HttpRequest request) throws IOException {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      var stopped = new InterruptedIOException("interrupted while waiting for " + request.uri());
      stopped.initCause(interrupted);
      throw stopped;
    }
  }

  /**
   * Reads a file of the log. One pull looks at the same few tiles for growth, for the root and for
   * the entries: what was read is kept until {@link #startPass}, because over a satellite each
   * round trip is two seconds.
   */
  @Override
  public byte[] read(String path, int maxBytes) throws IOException {
    var kept = tiles.get(path);
    if (kept != null && kept.length <= maxBytes) {
      return kept.clone();
    }
    var bytes = patience.within(WHOLE_FILE, () -> files.read(path, maxBytes));
    alive.run();
    if (!TileSource.isHead(path) && bytes.length <= MAX_KEPT_BYTES && tiles.size() < MAX_KEPT) {
      tiles.put(path, bytes.clone());
    }
    return bytes;
  }

  /**
   * The last head of a ledger that this peer has cosigned.
   *
   * @param originHash SHA-256 of the ledger's origin
   * @return empty if it has cosigned none, or is no witness; not verified
   */
  Optional<Note> witnessed(Hash originHash) throws IOException {
    return note("witness/" + originHash.hex() + "/checkpoint");
  }

  /**
   * The last head of our own ledger that this peer has verified.
   *
   * @return empty if it has verified none, or does not tell; not verified
   */
  Optional<Note> verifiedOfOurs() throws IOException {
    return note(LogServlet.SEEN);
  }

  private Optional<Note> note(String path) throws IOException {
    var uri = card.ledger().resolve(path);
    var request = HttpRequest.newBuilder(uri).timeout(HEADERS).GET().build();
    return patience.within(
        WHOLE_FILE,
        () -> {
          var response = send(request);
          try (var body = response.body()) {
            return switch (response.statusCode()) {
              case 200 -> Optional.of(Note.parse(body.readNBytes(Note.MAX_BYTES + 1)));
              case 404 -> Optional.<Note>empty();
              default -> throw new SpoolStatusException(uri, response.statusCode());
            };
          } finally {
            alive.run();
          }
        });
  }

  /** Forgets what was kept. */
  void startPass() {
    tiles.clear();
  }

  /**
   * As {@link Spool#read(Hash, long, long)}, but an object that is too long shows itself by some
   * bytes too many instead of an error that looks like a broken link: the caller then refuses that
   * object, and the pull goes on to the next entry.
   */
  @Override
  public InputStream read(Hash object, long from, long maxBytes) throws IOException {
    return patience.patient(files.read(object, from, maxBytes + EXCESS_BYTES), SILENCE, alive);
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  /** Whether the failure is the peer's refusal to talk to us, and not the link's. */
  static boolean isRefusal(IOException failed) {
    return failed instanceof SpoolStatusException status && status.status() == 403;
  }

  /** Whether an object is absent there, which may be for good. */
  static boolean isAbsence(IOException failed) {
    return failed instanceof NoSuchFileException;
  }
}
