package org.bouclier.ledger.spool;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.zip.GZIPInputStream;
import org.bouclier.ledger.log.Hash;
import org.bouclier.ledger.log.OversizedFileException;
import org.bouclier.ledger.log.Tile;
import org.bouclier.ledger.log.TileSource;

/**
 * A spool behind an HTTP server that serves the same paths. The caller's client decides on TLS,
 * proxies, redirects and the time to connect.
 *
 * <p>Thread-safe if the client is. Holds nothing open but the streams that it returns.
 *
 * @param client the caller's
 * @param base where the spool is; must end with a slash
 * @param patience how long the server may be silent, before its answer and within it; a body may
 *     take as long as it flows
 */
public record HttpSpool(HttpClient client, URI base, Duration patience) implements Spool {

  private static final int OK = 200;
  private static final int PARTIAL = 206;
  private static final int NOT_FOUND = 404;
  private static final int GONE = 410;
  private static final int RANGE_REFUSED = 416;

  /** Checks that {@code base} ends with a slash. */
  public HttpSpool {
    if (!base.toString().endsWith("/")) {
      throw new IllegalArgumentException("the base of a spool ends with a slash: " + base);
    }
  }

  /**
   * Reads a file of the log. Takes gzip, which logs may use without being asked.
   *
   * @throws SpoolStatusException if the server answers neither 200, 404 nor 410
   */
  @Override
  public byte[] read(String path, int maxBytes) throws IOException {
    if (!TileSource.isHead(path)) {
      Tile.parse(path);
    }
    var response = send(request(path).header("Accept-Encoding", "gzip, identity").build());
    try (var body = decoded(response)) {
      var bytes = body.readNBytes(maxBytes + 1);
      if (bytes.length > maxBytes) {
        throw new OversizedFileException(response.uri().toString(), maxBytes);
      }
      return bytes;
    }
  }

  private static InputStream decoded(Answer response) throws IOException {
    var body = response.body();
    try {
      requireStatus(response, OK);
      var encoding = response.headers().firstValue("Content-Encoding").orElse("identity");
      return switch (encoding) {
        case "identity" -> body;
        case "gzip" -> new GZIPInputStream(body);
        default -> throw new IOException(response.uri() + " is encoded in " + encoding);
      };
    } catch (IOException refused) {
      body.close();
      throw refused;
    }
  }

  /**
   * Reads an object from some place on, by a Range request. A server that ignores the range and
   * sends the whole is put up with: the beginning is thrown away.
   *
   * @throws SpoolStatusException if the server answers anything but the object or its absence
   */
  @Override
  public InputStream read(Hash object, long from, long maxBytes) throws IOException {
    var request = request(Spool.path(object)).header("Accept-Encoding", "identity");
    if (from > 0) {
      request.header("Range", "bytes=" + from + "-");
    }
    var response = send(request.build());
    var body = response.body();
    try {
      if (from > 0 && response.status() == RANGE_REFUSED) {
        body.close();
        return InputStream.nullInputStream(); // nothing after from: the caller's hash will tell
      }
      if (from > 0 && response.status() == PARTIAL) {
        requireRange(response, from);
        return new BoundedBody(body, maxBytes - from);
      }
      requireStatus(response, OK);
      var bounded = new BoundedBody(body, maxBytes);
      bounded.skipNBytes(from);
      return bounded;
    } catch (IOException refused) {
      body.close();
      throw refused;
    }
  }

  private static void requireRange(Answer response, long from) throws IOException {
    var range = response.headers().firstValue("Content-Range").orElse("none");
    if (!range.startsWith("bytes " + from + "-")) {
      throw new IOException(response.uri() + " sends the range " + range + ", not from " + from);
    }
  }

  private static void requireStatus(Answer response, int expected) throws IOException {
    int status = response.status();
    if (status == NOT_FOUND || status == GONE) {
      throw new NoSuchFileException(response.uri().toString());
    }
    if (status != expected) {
      throw new SpoolStatusException(response.uri(), status);
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(base.resolve(path)).timeout(patience).GET();
  }

  /** What a server answered; its body must be closed. */
  private record Answer(URI uri, int status, HttpHeaders headers, InputStream body) {}

  private Answer send(HttpRequest request) throws IOException {
    try {
      var response = client.send(request, HttpResponse.BodyHandlers.ofPublisher());
      var body = new FlowingBody(patience);
      response.body().subscribe(body);
      return new Answer(response.uri(), response.statusCode(), response.headers(), body);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      var stopped = new InterruptedIOException("interrupted while waiting for " + request.uri());
      stopped.initCause(interrupted);
      throw stopped;
    }
  }
}
