import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A node as a person starts it: {@code ./bouclier start}, asked by its public API. */
final class RunningNode implements AutoCloseable {

  static final JsonMapper JSON = JsonMapper.shared();
  private static final long CLOCK_TICKS = 100; // of /proc/PID/stat, on every Linux we run on

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Path data;
  private final Process process;
  private final URI base;
  private final String token;

  private RunningNode(Path data, Process process, URI base, String token) {
    this.data = data;
    this.process = process;
    this.base = base;
    this.token = token;
  }

  /** A directory for the data of nodes; its parents must be open to PostgreSQL's account. */
  static Path freshDirectory() throws IOException {
    Path fresh = Files.createTempDirectory("bouclier-bench");
    Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwx--x--x"));
    return fresh;
  }

  static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  /** Starts a node and waits until it serves its sign-in page. */
  static RunningNode start(String state, Path data) throws IOException, InterruptedException {
    int port = freePort();
    Files.deleteIfExists(data.resolve("run/node.json"));
    var process =
        new ProcessBuilder(
                RealData.home().resolve("bouclier").toString(),
                "start",
                "--data=" + data,
                "--state=" + state,
                "--name=Banc " + state,
                "--city=" + state,
                "--listen=localhost:" + port,
                "--federation-listen=localhost:" + freePort())
            .redirectErrorStream(true)
            .redirectOutput(data.resolveSibling(data.getFileName() + ".out").toFile())
            .start();
    var base = URI.create("http://localhost:" + port);
    awaitPage(process, base.resolve("/connexion"));
    while (!Files.exists(data.resolve("run/node.json"))) {
      Thread.sleep(5);
    }
    var run = JSON.readTree(Files.readString(data.resolve("run/node.json")));
    return new RunningNode(data, process, base, run.required("token").stringValue());
  }

  private static void awaitPage(Process process, URI page) throws InterruptedException {
    try (var http = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(page).timeout(Duration.ofSeconds(20)).build();
      while (true) {
        try {
          if (http.send(request, BodyHandlers.ofString()).statusCode() == 200) {
            return;
          }
        } catch (IOException notYet) {
          if (!process.isAlive()) {
            throw new IllegalStateException("the node ended with " + process.exitValue());
          }
        }
        Thread.sleep(5);
      }
    }
  }

  URI base() {
    return base;
  }

  JsonNode get(String path) throws IOException, InterruptedException {
    return send(request(path).GET());
  }

  JsonNode post(String path, String contentType, byte[] body)
      throws IOException, InterruptedException {
    return send(
        request(path).header("Content-Type", contentType).POST(BodyPublishers.ofByteArray(body)));
  }

  JsonNode post(String path, Object body) throws IOException, InterruptedException {
    return post(path, "application/json", JSON.writeValueAsBytes(body));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(base.resolve(path)).header("Authorization", "Bearer " + token);
  }

  private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
    if (answer.statusCode() / 100 != 2) {
      throw new IllegalStateException(answer + " " + answer.body());
    }
    return answer.body().isBlank() ? JSON.missingNode() : JSON.readTree(answer.body());
  }

  /**
   * Imports a plain list and checks that nothing of it was refused; gives what the node counted.
   */
  JsonNode importList(String name, List<String> indicators, String status)
      throws IOException, InterruptedException {
    var report =
        post(
            "/api/v1/indicators/import?format=list&tlp=green&status=" + status + "&name=" + name,
            "application/octet-stream",
            String.join("\n", indicators).getBytes(StandardCharsets.UTF_8));
    if (report.path("accepted").asLong() + report.path("duplicate").asLong() != indicators.size()) {
      throw new IllegalStateException("imported otherwise than expected: " + report.path("codes"));
    }
    return report;
  }

  /** How many indicators and rules its engine looks for, and what waits to be looked at. */
  JsonNode detection() throws IOException, InterruptedException {
    return get("/api/v1/detection");
  }

  /** Waits until the engine looks for at least so many indicators. */
  void awaitIndicators(int count) throws IOException, InterruptedException {
    await("indicators", count);
  }

  /** Waits until the engine has rules, compiled or refused: the folder was read. */
  void awaitRules() throws IOException, InterruptedException {
    await("rules", 1);
  }

  private void await(String what, int count) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
    while (detection().path(what).asInt() < count) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "waited in vain for " + count + " " + what + ": " + detection());
      }
      Thread.sleep(20);
    }
  }

  /** All processes of the node: its Java, and PostgreSQL's, which may be nobody's children. */
  List<Long> processes() throws IOException {
    var all = new ArrayList<Long>();
    all.add(process.pid());
    Path pidFile = data.resolve("postgres/cluster/postmaster.pid");
    try (Stream<String> lines = Files.lines(pidFile)) {
      long postmaster = Long.parseLong(lines.findFirst().orElseThrow().strip());
      all.add(postmaster);
      ProcessHandle.of(postmaster).stream()
          .flatMap(ProcessHandle::descendants)
          .map(ProcessHandle::pid)
          .forEach(all::add);
    }
    return all.stream().distinct().toList();
  }

  /** Megabytes resident, summed over processes: {@code Rss} and {@code Pss} of the kernel. */
  Map<String, Double> residentMb() throws IOException {
    var sum = new HashMap<String, Double>();
    for (long pid : processes()) {
      String who = pid == process.pid() ? "Java" : "PostgreSQL";
      for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup"))) {
        if (line.startsWith("Rss:") || line.startsWith("Pss:")) {
          double mb = Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
          sum.merge(line.substring(0, 3), mb, Double::sum);
          sum.merge(who + " " + line.substring(0, 3), mb, Double::sum);
        }
      }
    }
    return sum;
  }

  /** Seconds of processor that all its processes have used; those of ended children count. */
  double cpuSeconds() throws IOException {
    long ticks = 0;
    for (long pid : processes()) {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      for (int field = 11; field <= 14; field++) {
        ticks += Long.parseLong(fields[field]);
      }
    }
    return ticks / (double) CLOCK_TICKS;
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException("the node did not stop within a minute");
    }
    http.shutdownNow();
  }
}
