package org.bouclier.node.federation;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import org.bouclier.ledger.log.EntryBundle;
import org.bouclier.ledger.log.Hash;
import org.bouclier.ledger.log.LedgerException;
import org.bouclier.ledger.log.Note;
import org.bouclier.ledger.log.Tile;
import org.bouclier.ledger.log.TileSource;
import org.bouclier.ledger.log.WitnessAnswer;
import org.bouclier.ledger.log.WitnessRequest;
import org.bouclier.node.frontier.ExportLog;
import org.bouclier.node.site.StateCode;
import org.jspecify.annotations.Nullable;

/**
 * All that the federation port answers: the files of our ledger, to peers that we know.
 *
 * <pre>{@code
 * GET /log/v1/checkpoint             the signed head
 * GET /log/v1/tile/...               C2SP tlog-tiles; immutable
 * GET /log/v1/objects/<sha256>.age   a sealed object; one Range, "bytes=N-" or "bytes=N-M"
 * GET /log/v1/wait?size=N            the signed head, as soon as its size is not N, or after 25 s
 * GET /log/v1/cosigned               the newest head that witnesses have cosigned
 * GET /log/v1/seen                   the last head of the asker's own ledger that was verified here
 * POST /log/v1/witness/add-checkpoint       C2SP tlog-witness: cosigns a peer's head
 * GET /log/v1/witness/<hash>/checkpoint     the last head cosigned here of a ledger
 * }</pre>
 *
 * <p>Everything else is 404, and everything is 403 to a certificate that is no active peer's.
 * Thread-safe.
 */
final class LogServlet extends HttpServlet {

  /** How long {@code wait} waits. Proxies and radio links cut what is silent for 30 s. */
  static final Duration WAIT = Duration.ofSeconds(25);

  /** Requests of one peer that may be under way at once. More is a fault or an attack. */
  static final int MAX_AT_ONCE = 16;

  /** Under the prefix: what we hold of the asker's own ledger. */
  static final String SEEN = "seen";

  private static final long serialVersionUID = 1;

  private static final String PREFIX = "/log/v1/";
  private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";
  private static final String IMMUTABLE = "private, max-age=31536000, immutable";
  private static final String ADD_CHECKPOINT = PREFIX + "witness/add-checkpoint";
  private static final Pattern WITNESSED = Pattern.compile("witness/([0-9a-f]{64})/checkpoint");
  private static final Pattern OBJECT = Pattern.compile("objects/([0-9a-f]{64})\\.age");
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d{1,18})-(\\d{0,18})");
  private static final Pattern SIZE = Pattern.compile("\\d{1,18}");

  private final transient ExportLog log;
  private final transient PeerGate gate;
  private final transient WitnessDesk witness;
  private final transient Duration wait;
  private final transient Map<StateCode, Semaphore> underWay = new ConcurrentHashMap<>();

  LogServlet(ExportLog log, PeerGate gate, WitnessDesk witness, Duration wait) {
    this.log = log;
    this.gate = gate;
    this.witness = witness;
    this.wait = wait;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    var peer = peer(request);
    if (peer == null) {
      refuse(
          response,
          HttpServletResponse.SC_FORBIDDEN,
          "pair-inconnu",
          "Ce nœud n’échange pas avec le porteur de ce certificat.");
      return;
    }
    boolean asks =
        request.getMethod().equals("POST") && request.getRequestURI().equals(ADD_CHECKPOINT);
    boolean reads = request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
    if (!reads && !asks) {
      refuse(
          response,
          HttpServletResponse.SC_METHOD_NOT_ALLOWED,
          "lecture-seule",
          "Le registre se lit, il ne s’écrit pas.");
      return;
    }
    var permits = underWay.computeIfAbsent(peer, _ -> new Semaphore(MAX_AT_ONCE));
    if (!permits.tryAcquire()) {
      response.setIntHeader("Retry-After", 5);
      refuse(response, 429, "trop-de-requetes", "Trop de requêtes à la fois.");
      return;
    }
    try {
      if (asks) {
        cosign(request, response);
      } else {
        answer(peer, request, response);
      }
    } catch (NoSuchFileException absent) {
      refuse(response, HttpServletResponse.SC_NOT_FOUND, "absent", "Ce fichier n’est pas ici.");
    } finally {
      permits.release();
    }
  }

  private @Nullable StateCode peer(HttpServletRequest request) {
    return request.getAttribute(CERTIFICATES) instanceof X509Certificate[] chain && chain.length > 0
        ? gate.holder(PeerTls.fingerprint(chain[0])).orElse(null)
        : null;
  }

  private void answer(StateCode peer, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    var path = request.getRequestURI(); // not decoded: no file of ours has a name to decode
    if (!path.startsWith(PREFIX)) {
      throw new NoSuchFileException(path);
    }
    var file = path.substring(PREFIX.length());
    var object = OBJECT.matcher(file);
    var witnessed = WITNESSED.matcher(file);
    if (witnessed.matches()) {
      var note = witness.checkpoint(Hash.ofHex(witnessed.group(1)));
      head(response, note.orElseThrow(() -> new NoSuchFileException(file)).bytes());
    } else if (file.equals(SEEN)) {
      head(response, gate.verified(peer).orElseThrow(() -> new NoSuchFileException(file)));
    } else if (file.equals(TileSource.COSIGNED)) {
      head(response, log.spool().read(file, Note.MAX_BYTES));
    } else if (file.equals(TileSource.CHECKPOINT)) {
      head(response, log.checkpoint().note().bytes());
    } else if (file.equals("wait")) {
      await(peer, request, response);
    } else if (object.matches()) {
      object(Hash.ofHex(object.group(1)), request, response);
    } else {
      tile(file, response);
    }
  }

  private void cosign(HttpServletRequest request, HttpServletResponse response) throws IOException {
    var body = request.getInputStream().readNBytes(WitnessRequest.MAX_BYTES + 1);
    var answer = witness.answer(body);
    response.setStatus(answer.status());
    response.setContentType(
        answer instanceof WitnessAnswer.Conflict
            ? WitnessAnswer.SIZE_TYPE
            : "text/plain;charset=utf-8");
    response.setHeader("Cache-Control", "no-store");
    send(response, answer.body().getBytes(UTF_8));
  }

  private static void head(HttpServletResponse response, byte[] note) throws IOException {
    response.setContentType("text/plain;charset=utf-8");
    response.setHeader("Cache-Control", "no-store");
    send(response, note);
  }

  private void await(StateCode peer, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    var size = request.getParameter("size");
    if (size == null || !SIZE.matcher(size).matches()) {
      refuse(response, HttpServletResponse.SC_BAD_REQUEST, "taille", "Paramètre size attendu.");
      return;
    }
    long known = Long.parseLong(size);
    gate.heard(peer, known);
    try {
      head(response, log.await(known, wait).note().bytes());
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      refuse(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, "arret", "Ce nœud s’arrête.");
    }
  }

  private void tile(String path, HttpServletResponse response) throws IOException {
    Tile tile;
    try {
      tile = Tile.parse(path);
    } catch (LedgerException notATile) {
      throw new NoSuchFileException(path);
    }
    int most = EntryBundle.maxBytes(tile.width(), Tile.MAX_ENTRY_BYTES);
    var bytes = log.spool().read(path, most);
    response.setContentType("application/octet-stream");
    response.setHeader("Cache-Control", IMMUTABLE);
    send(response, bytes);
  }

  private void object(Hash object, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    long bytes = log.objectBytes(object);
    long from = 0;
    long to = bytes;
    var range = RANGE.matcher(String.valueOf(request.getHeader("Range")));
    if (range.matches()) {
      from = Long.parseLong(range.group(1));
      to = range.group(2).isEmpty() ? bytes : Math.min(bytes, Long.parseLong(range.group(2)) + 1);
      if (from >= bytes || from >= to) {
        response.setHeader("Content-Range", "bytes */" + bytes);
        refuse(response, 416, "plage", "Le fichier est plus court.");
        return;
      }
      response.setStatus(HttpServletResponse.SC_PARTIAL_CONTENT);
      response.setHeader("Content-Range", "bytes " + from + "-" + (to - 1) + "/" + bytes);
    }
    response.setContentType("application/octet-stream");
    response.setHeader("Accept-Ranges", "bytes");
    response.setHeader("Cache-Control", IMMUTABLE);
    response.setContentLengthLong(to - from);
    try (var in = log.spool().read(object, from, Long.MAX_VALUE)) {
      copy(in, response, to - from);
    }
  }

  private static void copy(InputStream in, HttpServletResponse response, long bytes)
      throws IOException {
    var out = response.getOutputStream();
    var buffer = new byte[64 * 1024];
    long left = bytes;
    for (int read; left > 0; left -= read) {
      read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (read < 0) {
        return; // erased while it was read: the length announced tells the peer
      }
      out.write(buffer, 0, read);
    }
  }

  private static void send(HttpServletResponse response, byte[] bytes) throws IOException {
    response.setContentLength(bytes.length);
    response.getOutputStream().write(bytes);
  }

  /** A refusal as RFC 9457 has it. */
  private static void refuse(HttpServletResponse response, int status, String code, String detail)
      throws IOException {
    response.setStatus(status);
    response.setContentType("application/problem+json");
    response.setHeader("Cache-Control", "no-store");
    var body =
        String.format(
            Locale.ROOT, "{\"status\":%d,\"code\":\"%s\",\"detail\":\"%s\"}", status, code, detail);
    send(response, body.getBytes(UTF_8));
  }
}
