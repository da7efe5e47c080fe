package org.bouclier.node.federation;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.bouclier.ledger.log.EntryBundle;
import org.bouclier.ledger.log.Tile;
import org.bouclier.node.frontier.ExportLog;
import org.bouclier.node.frontier.NodeKeys;
import org.bouclier.node.site.StateCode;
import org.bouclier.node.site.TlsIdentity;

/** A peer that does as a test says: serves a ledger, and lies where it is told to. */
final class LyingPeer implements AutoCloseable {

  /** Answers one path instead of the truth. */
  @FunctionalInterface
  interface Lie {
    void answer(HttpExchange exchange) throws IOException;
  }

  final NodeKeys keys;
  final TlsIdentity tls;
  final Map<String, Lie> lies = new ConcurrentHashMap<>();
  final List<String> asked = new CopyOnWriteArrayList<>();
  volatile ExportLog log;
  private final StateCode code;
  private final HttpsServer server;

  LyingPeer(String code, Path directory) {
    try {
      this.code = new StateCode(code);
      keys = NodeKeys.open(directory.resolve(code + "-keys"), this.code, new SecureRandom());
      tls =
          TlsIdentity.open(
              directory.resolve(code + "-tls"),
              "federation",
              List.of("localhost"),
              Clock.systemUTC());
      log = ExportLog.open(directory.resolve(code + "-ledger"), keys);
      server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setHttpsConfigurator(
          new HttpsConfigurator(PeerTls.server(tls)) {
            @Override
            public void configure(HttpsParameters parameters) {
              var tlsParameters = getSSLContext().getDefaultSSLParameters();
              tlsParameters.setNeedClientAuth(true);
              parameters.setSSLParameters(tlsParameters);
            }
          });
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.createContext("/", this::serve);
      server.start();
    } catch (IOException failed) {
      throw new IllegalStateException(failed);
    }
  }

  PeerCard card() {
    return new PeerCard(
        code,
        "Nœud " + code,
        "Ville de " + code,
        URI.create("https://localhost:" + server.getAddress().getPort()),
        keys.logKey().vkey(),
        keys.identity().recipient().text(),
        tls.fingerprint(),
        "");
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      var path = exchange.getRequestURI().getPath().substring("/log/v1/".length());
      var range = exchange.getRequestHeaders().getFirst("Range");
      asked.add(path + (range == null ? "" : " " + range));
      var lie = lies.get(path.equals("wait") ? "checkpoint" : path);
      if (lie != null) {
        lie.answer(exchange);
      } else {
        truth(exchange, path);
      }
    }
  }

  void truth(HttpExchange exchange, String path) throws IOException {
    try {
      if (path.equals(LogServlet.SEEN) || path.startsWith("witness/")) {
        send(exchange, 404, new byte[0]); // it has seen nothing of ours
      } else if (path.equals("checkpoint") || path.equals("wait")) {
        send(exchange, 200, log.checkpoint().note().bytes());
      } else if (path.startsWith("objects/")) {
        var name = path.substring("objects/".length(), path.length() - ".age".length());
        try (var in =
            log.spool().read(org.bouclier.ledger.log.Hash.ofHex(name), 0, Long.MAX_VALUE)) {
          send(exchange, 200, in.readAllBytes());
        }
      } else {
        int most = EntryBundle.maxBytes(Tile.FULL_WIDTH, Tile.MAX_ENTRY_BYTES);
        send(exchange, 200, log.spool().read(path, most));
      }
    } catch (NoSuchFileException absent) {
      send(exchange, 404, new byte[0]);
    }
  }

  static void send(HttpExchange exchange, int status, byte[] bytes) throws IOException {
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
    try {
      log.close();
    } catch (IOException failed) {
      throw new IllegalStateException(failed);
    }
  }
}
