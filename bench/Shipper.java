import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What sends log lines to a node: batches in NDJSON over a few connections, each told "received".
 */
final class Shipper {

  private static final int CONNECTIONS = 4;

  private final RunningNode node;
  private final String source;
  private final String token;

  /** Declares a source of Zeek's DNS log, and sends in its name. */
  Shipper(RunningNode node, String source) throws IOException, InterruptedException {
    this.node = node;
    this.source = source;
    this.token =
        node.post(
                "/api/v1/sources",
                Map.of("name", source, "format", "ndjson", "product", "zeek", "service", "dns"))
            .required("token")
            .stringValue();
  }

  /**
   * Sends lines again and again until so many were acknowledged.
   *
   * @return how many times the node asked to wait
   */
  int send(List<String> lines, int batch, int count) throws IOException, InterruptedException {
    var bodies = bodies(lines, batch);
    var next = new AtomicInteger();
    var waits = new AtomicInteger();
    var failures = new ArrayList<Exception>();
    int batches = Math.ceilDiv(count, batch);
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < CONNECTIONS; i++) {
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                try (var http =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
                  for (int number = next.getAndIncrement();
                      number < batches;
                      number = next.getAndIncrement()) {
                    int left = Math.min(batch, count - number * batch);
                    deliver(
                        http,
                        left == batch ? bodies.get(number % bodies.size()) : body(lines, left),
                        left,
                        waits);
                  }
                } catch (IOException | InterruptedException | RuntimeException failure) {
                  synchronized (failures) {
                    failures.add(failure);
                  }
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    if (!failures.isEmpty()) {
      throw new IOException(failures.toString(), failures.getFirst());
    }
    return waits.get();
  }

  private static List<byte[]> bodies(List<String> lines, int batch) {
    var bodies = new ArrayList<byte[]>();
    for (int from = 0; from + batch <= lines.size(); from += batch) {
      bodies.add(body(lines.subList(from, from + batch), batch));
    }
    return bodies;
  }

  private static byte[] body(List<String> lines, int count) {
    return (String.join("\n", lines.subList(0, count)) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private void deliver(HttpClient http, byte[] body, int lines, AtomicInteger waits)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(node.base().resolve("/api/v1/logs/" + source))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/x-ndjson")
            .POST(BodyPublishers.ofByteArray(body))
            .build();
    while (true) {
      var answer = http.send(request, BodyHandlers.ofString());
      if (answer.statusCode() == 429) {
        waits.incrementAndGet();
        Thread.sleep(100);
        continue;
      }
      if (answer.statusCode() != 200 || !answer.body().contains("\"accepted\":" + lines + ",")) {
        throw new IllegalStateException(answer + " " + answer.body());
      }
      return;
    }
  }

  /** Waits until the worker has looked at so many lines of this source. */
  void awaitDetected(long lines) throws IOException, InterruptedException {
    long received = received();
    while (received < lines) {
      Thread.sleep(50);
      received = received();
    }
    if (received != lines) {
      throw new IllegalStateException(received + " lines looked at, " + lines + " sent");
    }
  }

  private long received() throws IOException, InterruptedException {
    return node.get("/api/v1/sources/" + source).path("received").asLong();
  }
}
