package org.bouclier.node.federation;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;

/** Bodies that no honest peer sends. */
final class LyingPeerBodies {

  private LyingPeerBodies() {}

  /** Sends until the other side hangs up. */
  static void endless(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    var block = new byte[64 * 1024];
    while (true) {
      exchange.getResponseBody().write(block);
    }
  }
}
