package org.bouclier.node.command;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.bouclier.detect.scan.ScanInput;
import org.bouclier.detect.scan.ZipLimits;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code bouclier ingest FILE...}: hands the lines of files to the node that runs here, in order,
 * each batch once it is durable. A line that is refused is named, and the others are taken; a node
 * that is full is waited for. Exit code 0 when every line was taken, 1 when not, 3 when no node
 * runs.
 */
@Command(
    name = "ingest",
    description = "Donne au nœud les lignes de fichiers de journaux (texte, .gz, .zst, .xz, .zip).")
final class IngestCommand implements Callable<Integer> {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int NOT_RUNNING = 3;

  private final Session session;
  private final InputStream standardInput;

  @Mixin private DataOption data = new DataOption();

  @Option(
      names = "--source",
      paramLabel = "NOM",
      description = "La source de ces lignes ; déclarée si le nœud ne la connaît pas (fichiers).",
      descriptionKey = "source")
  private String source = "fichiers";

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "Celui d’une source qu’il faut déclarer : auto, ndjson, syslog ou text (auto).",
      descriptionKey = "format")
  private String format = "auto";

  @Option(
      names = "--from-line",
      paramLabel = "N",
      description = "Commence à cette ligne du premier fichier, pour reprendre.",
      descriptionKey = "from-line")
  private long fromLine = 1;

  @Option(names = "--json", description = "Répond en JSON, pour les programmes.")
  private boolean json;

  @Parameters(
      arity = "1..*",
      paramLabel = "FICHIER",
      description = "Les fichiers ; - pour l’entrée standard.",
      descriptionKey = "files")
  private List<String> files = List.of();

  IngestCommand(Session session, InputStream standardInput) {
    this.session = session;
    this.standardInput = standardInput;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path directory = data.path();
    Optional<RunFile> node = RunFile.find(directory);
    if (node.isEmpty()) {
      session.refuse(
          "aucun nœud ne marche dans " + directory + " : démarrez-le par bouclier start.",
          "no node is running in " + directory + ": start it with bouclier start.");
      return NOT_RUNNING;
    }
    try (var http = NodeHttp.client(node.get().pages(), directory, CONNECT)) {
      var link = new Link(http, node.get().pages(), node.get().token());
      if (!declare(link)) {
        return 1;
      }
      boolean whole = true;
      for (String file : files) {
        for (ScanInput input : inputs(file)) {
          whole &= ingest(link, input, size(file), fromLine);
          fromLine = 1;
        }
      }
      return whole ? 0 : 1;
    }
  }

  private boolean declare(Link link) throws IOException, InterruptedException {
    var known = link.send(link.request("/api/v1/sources/" + encoded(source)).GET());
    if (known.statusCode() != 404) {
      return isDone(known);
    }
    var draft = JSON.writeValueAsString(Map.of("name", source, "format", format));
    var declared =
        link.send(
            link.request("/api/v1/sources")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(draft)));
    return isDone(declared);
  }

  private boolean isDone(HttpResponse<String> answer) {
    boolean done = answer.statusCode() / 100 == 2;
    if (!done) {
      String detail = detail(answer);
      session.refuse(detail, detail);
    }
    return done;
  }

  /** A file, or each file of a zip archive; none, which is told, if it cannot be read. */
  private List<ScanInput> inputs(String file) {
    if (file.equals("-")) {
      return List.of(new ScanInput("-", Instant.EPOCH, () -> standardInput));
    }
    try {
      return ScanInput.of(Path.of(file), ZipLimits.DEFAULT);
    } catch (IOException broken) {
      return List.of(
          new ScanInput(
              file,
              Instant.EPOCH,
              () -> {
                throw broken;
              }));
    }
  }

  private boolean ingest(Link link, ScanInput input, long bytes, long first)
      throws IOException, InterruptedException {
    String file = input.name();
    if (!file.equals("-") && file.indexOf('!') < 0 && !Files.isReadable(Path.of(file))) {
      session.refuse(
          file + " : fichier absent ou fermé à ce compte.",
          file + ": no such file, or closed to this account.");
      return false;
    }
    var report = new IngestReport(session, json, file, bytes);
    try (var batches = LineBatches.of(input.open())) {
      for (var batch = batches.next(); batch != null; batch = batches.next()) {
        if (batch.firstLine() + batch.lines() > first) {
          send(link, batch, first, report);
        }
        report.reached(batch.firstLine() + batch.lines() - 1);
      }
    } catch (IOException broken) {
      report.stopped(broken.getMessage() == null ? broken.toString() : broken.getMessage());
      report.tell();
      return false;
    }
    report.tell();
    return report.isWhole();
  }

  /** Hands over one batch; waits as long as the node asks to. */
  private void send(Link link, LineBatches.Batch batch, long first, IngestReport report)
      throws IOException, InterruptedException {
    if (batch.tooLong()) {
      report.refuse(batch.firstLine(), "line-too-long", "ligne de plus de 16 Mo");
      return;
    }
    int skip = (int) Math.max(0, first - batch.firstLine());
    byte[] bytes = batch.bytes();
    int from = afterLines(bytes, skip);
    while (true) {
      var answer =
          link.send(
              link.request("/api/v1/logs/" + encoded(source))
                  .header("Content-Type", "text/plain; charset=utf-8")
                  .POST(BodyPublishers.ofByteArray(bytes, from, bytes.length - from)));
      switch (answer.statusCode()) {
        case 200 -> {
          report.take(JSON.readTree(answer.body()), batch.firstLine() + skip);
          return;
        }
        case 429, 503 -> Thread.sleep(Duration.ofSeconds(retryAfter(answer)));
        default -> {
          JsonNode problem = body(answer);
          if (!problem.path("code").asString("").equals("no-line-accepted")) {
            throw new IOException(detail(answer));
          }
          report.take(problem, batch.firstLine() + skip);
          return;
        }
      }
    }
  }

  private static int afterLines(byte[] bytes, int lines) {
    int at = 0;
    for (int left = lines; left > 0 && at < bytes.length; at++) {
      left -= bytes[at] == '\n' ? 1 : 0;
    }
    return at;
  }

  private static long retryAfter(HttpResponse<String> answer) {
    return Math.clamp(answer.headers().firstValueAsLong("Retry-After").orElse(1), 1, 60);
  }

  private static String detail(HttpResponse<String> answer) {
    return body(answer).path("detail").asString("HTTP " + answer.statusCode());
  }

  private static JsonNode body(HttpResponse<String> answer) {
    String type = answer.headers().firstValue("Content-Type").orElse("");
    return type.contains("json") ? JSON.readTree(answer.body()) : JSON.createObjectNode();
  }

  private static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static long size(String file) throws IOException {
    return file.equals("-") || !Files.exists(Path.of(file)) ? 0 : Files.size(Path.of(file));
  }

  /** The node, and the secret that its operator presents. */
  private record Link(HttpClient http, URI pages, String token) {

    HttpRequest.Builder request(String path) {
      return HttpRequest.newBuilder(pages.resolve(path))
          .timeout(PATIENCE)
          .header("Authorization", "Bearer " + token);
    }

    HttpResponse<String> send(HttpRequest.Builder request)
        throws IOException, InterruptedException {
      return http.send(request.build(), BodyHandlers.ofString());
    }
  }
}
