package org.bouclier.transfer.s3;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A bucket of a store that speaks S3, addressed by path. Every request is signed (Signature Version
 * 4), and so is the hash of every body that is sent. What fails in passing (no connection, a time
 * limit, 429, 500, 502, 503, 504) is tried {@value #ATTEMPTS} times in all, with growing pauses;
 * all that is asked here may be asked twice. Redirects are not followed. Safe for any number of
 * threads.
 *
 * <p>Keys are as in {@code https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html}:
 * up to 1,024 bytes of UTF-8.
 */
public final class S3Bucket {

  /** How often a request is sent at most. */
  static final int ATTEMPTS = 5;

  private static final int LIST_BYTES = 8 << 20;
  private static final int ERROR_BYTES = 1 << 16;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final String EMPTY_SHA256 = SignatureV4.sha256("");

  private final HttpClient http;
  private final URI endpoint;
  private final String bucket;
  private final SignatureV4 signature;
  private final Duration patience;
  private final Clock clock;

  /**
   * @param http connections; the caller's, who says how long it waits for one
   * @param endpoint scheme, host and perhaps port; nothing after
   * @param region what the store calls its region; many take any
   * @param patience for one request, answer included, a second more for every megabyte of it
   * @throws IllegalArgumentException if the endpoint or the bucket's name cannot be used
   */
  public S3Bucket(
      HttpClient http,
      URI endpoint,
      String region,
      String bucket,
      S3Credentials credentials,
      Duration patience,
      Clock clock) {
    if (!("https".equals(endpoint.getScheme()) || "http".equals(endpoint.getScheme()))
        || endpoint.getHost() == null
        || endpoint.getUserInfo() != null
        || endpoint.getQuery() != null
        || !(endpoint.getPath() == null || endpoint.getPath().matches("/?"))) {
      throw new IllegalArgumentException("not an endpoint: scheme, host and port are wanted");
    }
    if (!bucket.matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]") || bucket.contains("..")) {
      throw new IllegalArgumentException("not the name of a bucket: " + bucket);
    }
    this.http = http;
    this.endpoint = endpoint;
    this.bucket = bucket;
    this.signature = new SignatureV4(credentials, region);
    this.patience = patience;
    this.clock = clock;
  }

  /**
   * Puts a file. When this returns, the store has said that it has all of it; if it fails, there is
   * under the key what was there before, or all of the file.
   */
  public void put(String key, Path file) throws IOException {
    String sha256 = sha256(file);
    long size = Files.size(file);
    var request = new Ask("PUT", key, "", new TreeMap<>(), sha256, size);
    send(
        request,
        BodyPublishers.ofFile(file),
        BodyHandlers.limiting(BodyHandlers.ofByteArray(), ERROR_BYTES),
        200);
  }

  /**
   * Reads a part of an object.
   *
   * @throws NoSuchFileException if there is none of that key
   * @throws IOException also if the object is shorter, or the store knows no ranges
   */
  public void read(String key, long at, byte[] into, int from, int length) throws IOException {
    if (length == 0) {
      return;
    }
    var range = new TreeMap<String, String>();
    range.put("range", "bytes=" + at + "-" + (at + length - 1));
    var request = new Ask("GET", key, "", range, EMPTY_SHA256, length);
    byte[] bytes =
        send(
                request,
                BodyPublishers.noBody(),
                info ->
                    BodyHandlers.limiting(
                            BodyHandlers.ofByteArray(),
                            info.statusCode() == 206 ? length : ERROR_BYTES)
                        .apply(info),
                206)
            .body();
    if (bytes.length != length) {
      throw new IOException(key + ": the object ends before byte " + (at + length));
    }
    System.arraycopy(bytes, 0, into, from, length);
  }

  /**
   * The length of an object, in bytes.
   *
   * @throws NoSuchFileException if there is none of that key
   */
  public long size(String key) throws IOException {
    var request = new Ask("HEAD", key, "", new TreeMap<>(), EMPTY_SHA256, 0);
    var answer = send(request, BodyPublishers.noBody(), BodyHandlers.discarding(), 200);
    return answer
        .headers()
        .firstValueAsLong("content-length")
        .orElseThrow(() -> new IOException(key + ": the store does not say how long it is"));
  }

  /** The objects whose key begins so, in the order of the store. */
  public List<S3Object> list(String prefix) throws IOException {
    var objects = new ArrayList<S3Object>();
    String next = null;
    do {
      String query =
          (next == null ? "" : "continuation-token=" + PercentEncoding.query(next) + "&")
              + "list-type=2&max-keys=1000&prefix="
              + PercentEncoding.query(prefix);
      var request = new Ask("GET", "", query, new TreeMap<>(), EMPTY_SHA256, LIST_BYTES);
      var handler = BodyHandlers.limiting(BodyHandlers.ofByteArray(), LIST_BYTES);
      ObjectList page =
          ObjectList.parse(send(request, BodyPublishers.noBody(), handler, 200).body());
      objects.addAll(page.objects());
      if (next != null && next.equals(page.next())) {
        throw new IOException(bucket + ": the store gives the same page of its list again");
      }
      next = page.next();
    } while (next != null);
    return objects;
  }

  /** Deletes an object; one that is not there is no error. */
  public void delete(String key) throws IOException {
    var request = new Ask("DELETE", key, "", new TreeMap<>(), EMPTY_SHA256, 0);
    try {
      var handler = BodyHandlers.limiting(BodyHandlers.ofByteArray(), ERROR_BYTES);
      send(request, BodyPublishers.noBody(), handler, 204);
    } catch (NoSuchFileException gone) {
      return; // some stores say so
    }
  }

  /** Where it is, without anything secret. */
  @Override
  public String toString() {
    return endpoint + "/" + bucket;
  }

  /** A request before it is signed, which is done anew each time that it is sent. */
  private record Ask(
      String method,
      String key,
      String query,
      SortedMap<String, String> headers,
      String bodySha256,
      long bytes) {}

  private <T> HttpResponse<T> send(Ask ask, BodyPublisher body, BodyHandler<T> handler, int wanted)
      throws IOException {
    Duration pause = FIRST_PAUSE;
    for (int attempt = 1; ; attempt++) {
      IOException failure;
      boolean isPassing;
      try {
        HttpResponse<T> answer = sendOnce(ask, body, handler);
        if (answer.statusCode() == wanted || (wanted == 204 && answer.statusCode() == 200)) {
          return answer;
        }
        failure = refusal(ask, answer);
        isPassing = failure instanceof S3Exception said && said.isPassing();
      } catch (InterruptedIOException stop) {
        throw stop;
      } catch (IOException noAnswer) {
        failure = noAnswer;
        isPassing = true;
      }
      if (!isPassing || attempt == ATTEMPTS) {
        throw failure;
      }
      sleep(pause);
      pause = pause.multipliedBy(2);
    }
  }

  private <T> HttpResponse<T> sendOnce(Ask ask, BodyPublisher body, BodyHandler<T> handler)
      throws IOException {
    String path = "/" + bucket + (ask.key().isEmpty() ? "" : "/" + PercentEncoding.path(ask.key()));
    String host = endpoint.getRawAuthority();
    URI uri =
        URI.create(
            endpoint.getScheme()
                + "://"
                + host
                + path
                + (ask.query().isEmpty() ? "" : "?" + ask.query()));
    var request = HttpRequest.newBuilder(uri).method(ask.method(), body);
    signature
        .headers(
            ask.method(), host, path, ask.query(), ask.headers(), ask.bodySha256(), clock.instant())
        .forEach(request::setHeader);
    // HttpRequest.timeout ends with the headers of the answer: a body that stalls would be waited
    // for without end.
    var answer = http.sendAsync(request.build(), handler);
    long millis = patience.toMillis() + (ask.bytes() >> 10);
    try {
      return answer.get(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException stop) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(what(ask) + ": interrupted");
    } catch (TimeoutException late) {
      answer.cancel(true);
      throw new IOException(what(ask) + ": no answer within " + millis / 1000 + " s", late);
    } catch (CancellationException | ExecutionException failed) {
      Throwable cause = failed.getCause() == null ? failed : failed.getCause();
      String why =
          cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
      throw new IOException(what(ask) + ": " + why, cause);
    }
  }

  private IOException refusal(Ask ask, HttpResponse<?> answer) {
    String code = answer.body() instanceof byte[] body ? ObjectList.errorCode(body) : "";
    boolean bucketIsMissing = code.equals("NoSuchBucket") || ask.key().isEmpty();
    if (answer.statusCode() == 404 && !bucketIsMissing) {
      return new NoSuchFileException(bucket + "/" + ask.key());
    }
    return new S3Exception(answer.statusCode(), code, what(ask));
  }

  private String what(Ask ask) {
    return ask.method() + " " + this + "/" + ask.key();
  }

  private static String sha256(Path file) throws IOException {
    MessageDigest digest = SignatureV4.newSha256();
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void sleep(Duration pause) throws InterruptedIOException {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }
}
