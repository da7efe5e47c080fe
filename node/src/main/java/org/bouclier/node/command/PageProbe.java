package org.bouclier.node.command;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;

/** Asks a node of this machine for a page, as a browser would. */
final class PageProbe {

  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final int SERVER_ERROR = 500;

  private PageProbe() {}

  /** Whether the pages answer. */
  static boolean answers(URI pages, Path data) throws IOException {
    try (var client = NodeHttp.client(pages, data, LIMIT)) {
      var request = HttpRequest.newBuilder(pages).timeout(LIMIT).GET().build();
      return client.send(request, BodyHandlers.discarding()).statusCode() < SERVER_ERROR;
    } catch (IOException silent) {
      return false;
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
