package org.bouclier.node.detection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.GZIPOutputStream;
import org.bouclier.node.NodeApplication;
import org.bouclier.node.TestPostgres;
import org.bouclier.node.site.ControlToken;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ContextConfiguration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole node, asked as shippers and programs ask it. */
@SpringBootTest(classes = NodeApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT)
@ContextConfiguration(initializers = TestPostgres.Node.class)
class DetectionRoutesTest {

  private static final JsonMapper JSON = JsonMapper.shared();

  @LocalServerPort int port;
  @Autowired ControlToken control;
  @Autowired DetectionWorker worker;
  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void a_malformed_line_is_named_and_the_others_are_taken() throws Exception {
    String token = source("mal-forme", "ndjson");
    var answer =
        post(
            "/api/v1/logs/mal-forme",
            "Bearer " + token,
            "{\"n\":1}\n{\"n\":2\n\n[3]\n{\"n\":4}\n".getBytes(UTF_8));

    assertThat(answer.statusCode()).isEqualTo(200);
    JsonNode body = JSON.readTree(answer.body());
    assertThat(body.path("accepted").asInt()).isEqualTo(2);
    assertThat(body.path("refusedCount").asInt()).isEqualTo(2);
    assertThat(body.at("/refused/0/line").asInt()).isEqualTo(2);
    assertThat(body.at("/refused/0/code").asString()).isEqualTo("malformed-json");
    assertThat(body.at("/refused/1/line").asInt()).isEqualTo(4);
    assertThat(body.at("/refused/1/code").asString()).isEqualTo("not-an-object");
    awaitReceived("mal-forme", 2);
  }

  @Test
  void what_cannot_be_taken_is_refused_by_its_name() throws Exception {
    String token = "Bearer " + source("mauvais", "ndjson");
    byte[] zipped = gzip("{\"n\":1}\n".repeat(1_000).getBytes(UTF_8));

    assertRefused(
        post("/api/v1/logs/mauvais", token, Arrays.copyOf(zipped, 30), "Content-Encoding", "gzip"),
        400,
        "truncated-gzip");
    assertRefused(
        post("/api/v1/logs/mauvais", token, gzip(new byte[40 << 20]), "Content-Encoding", "gzip"),
        413,
        "body-too-large");
    assertRefused(
        post(
            "/api/v1/logs/mauvais",
            token,
            "x".getBytes(UTF_8),
            "Content-Type",
            "text/plain;charset=x-unknown"),
        415,
        "unknown-charset");
    assertRefused(
        post(
            "/api/v1/logs/mauvais",
            token,
            "a=b".getBytes(UTF_8),
            "Content-Type",
            "application/x-www-form-urlencoded"),
        415,
        "unsupported-content-type");
    assertRefused(
        post(
            "/api/v1/logs/mauvais",
            token,
            ("{\"a\":\"" + "x".repeat(10_000_000) + "\"}").getBytes(UTF_8)),
        400,
        "no-line-accepted");
    assertThat(post("/api/v1/logs/mauvais", "Bearer bcl_faux", "{}".getBytes(UTF_8)).statusCode())
        .isEqualTo(401);
    assertThat(post("/api/v1/logs/autre", token, "{}".getBytes(UTF_8)).statusCode()).isEqualTo(403);
    assertThat(post("/api/v1/logs/mauvais", token, "{}".getBytes(UTF_8)).statusCode())
        .as("the node still stands")
        .isEqualTo(200);
  }

  @Test
  void filebeat_is_answered_as_by_elasticsearch() throws Exception {
    String token = source("filebeat", "auto");
    String key = "ApiKey " + base64("bouclier:" + token);

    var version = get("/", key);
    assertThat(version.headers().firstValue("X-Elastic-Product")).contains("Elasticsearch");
    assertThat(JSON.readTree(version.body()).at("/version/number").asString()).startsWith("8.");
    assertThat(
            JSON.readTree(get("/_license?human=false", key).body())
                .at("/license/status")
                .asString())
        .isEqualTo("active");
    assertThat(get("/_index_template/filebeat-8.17.0", key).statusCode()).isEqualTo(200);
    assertThat(get("/_ilm/policy/filebeat", key).statusCode()).isEqualTo(200);

    String body =
        """
        {"create":{"_index":"filebeat-8.17.0"}}
        {"@timestamp":"2026-11-22T10:00:00.000Z","message":"query bamako.example","ecs":{"version":"8.0.0"}}
        {"create":{"_index":"filebeat-8.17.0"}}
        {"@timestamp":"2026-11-22T10:00:01.000Z","message":"tronqué
        """;
    var answer =
        post(
            "/_bulk?filter_path=errors%2Citems.%2A.error%2Citems.%2A.status",
            key,
            gzip(body.getBytes(UTF_8)),
            "Content-Encoding",
            "gzip",
            "Content-Type",
            "application/vnd.elasticsearch+json; compatible-with=8");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body())
        .startsWith(
            "{\"errors\":true,\"items\":[{\"create\":{\"status\":201}},{\"create\":{\"status\":400,");
    awaitReceived("filebeat", 1);
  }

  @Test
  void fluent_bit_and_logstash_and_vector_are_answered() throws Exception {
    String token = source("fluent-bit", "ndjson");
    String basic = "Basic " + base64("agent:" + token);
    var answer =
        post(
            "/_bulk",
            basic,
            "{\"create\":{\"_index\":\"fluent-bit\",\"_type\":\"_doc\"}}\n{\"date\":1,\"log\":\"x\"}\n"
                .getBytes(UTF_8));

    assertThat(answer.body()).contains("\"errors\":false,\"items\":[");
    assertThat(head("/", basic).statusCode()).as("Logstash").isEqualTo(200);
    assertThat(get("/_cluster/health", basic).statusCode()).as("Vector").isEqualTo(200);
    assertThat(
            post("/fluent-bit/_bulk", basic, "{\"delete\":{\"_id\":\"1\"}}\n".getBytes(UTF_8))
                .body())
        .contains("\"status\":400");
    var elastic = "application/vnd.elasticsearch+json; compatible-with=8";
    var stranger = post("/_bulk", "Bearer wrong", "{}\n".getBytes(UTF_8), "Accept", elastic);
    assertThat(stranger.statusCode()).isEqualTo(401);
    assertThat(stranger.headers().firstValue("Content-Type"))
        .as("a type that Elastic's clients can read")
        .hasValue("application/json");
    assertThat(stranger.body()).contains("token.unknown");
    var malformed = post("/_bulk", basic, "{\"n\":1}\n{\"n\":2}\n".getBytes(UTF_8));
    assertThat(malformed.statusCode()).isEqualTo(400);
    assertThat(malformed.body()).contains("Malformed action/metadata line [1]");
    awaitReceived("fluent-bit", 1);
  }

  @Test
  void sources_are_declared_once_and_alerts_are_listed() throws Exception {
    source("unique", "ndjson");
    var again =
        post(
            "/api/v1/sources",
            "Bearer " + control.value(),
            "{\"name\":\"unique\"}".getBytes(UTF_8),
            "Content-Type",
            "application/json");
    assertRefused(again, 409, "source.exists");
    var wrong =
        post(
            "/api/v1/sources",
            "Bearer " + control.value(),
            "{\"name\":\"Pas Un Nom\"}".getBytes(UTF_8),
            "Content-Type",
            "application/json");
    assertRefused(wrong, 400, "source.name");
    var alerts = get("/api/v1/alerts?q=absent", "Bearer " + control.value());
    assertThat(JSON.readTree(alerts.body()).path("alerts").isArray()).isTrue();
  }

  @Test
  void the_engine_says_what_it_looks_for_now() throws Exception {
    String token = source("moteur", "ndjson");
    int before = standing().path("indicators").asInt(-1);
    assertThat(before).isNotNegative();
    var made =
        post(
            "/api/v1/indicators",
            "Bearer " + control.value(),
            "{\"value\":\"moteur-en-service.net\",\"confirm\":true}".getBytes(UTF_8),
            "Content-Type",
            "application/json");
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);

    int now = before;
    for (int i = 0; i < 600 && now == before; i++) {
      Thread.sleep(50); // polling with a bound: the feed runs by itself
      now = standing().path("indicators").asInt();
    }
    assertThat(now).isEqualTo(before + 1);
    post("/api/v1/logs/moteur", "Bearer " + token, "{\"n\":1}\n".getBytes(UTF_8));
    awaitReceived("moteur", 1);
    assertThat(standing().path("waitingBytes").asLong(-1)).isZero();
    assertThat(get("/api/v1/detection", "Bearer " + token).statusCode())
        .as("a shipper sends, and sees nothing")
        .isEqualTo(403);
  }

  private JsonNode standing() throws Exception {
    return JSON.readTree(get("/api/v1/detection", "Bearer " + control.value()).body());
  }

  private String source(String name, String format) throws Exception {
    var answer =
        post(
            "/api/v1/sources",
            "Bearer " + control.value(),
            ("{\"name\":\"" + name + "\",\"format\":\"" + format + "\"}").getBytes(UTF_8),
            "Content-Type",
            "application/json");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return JSON.readTree(answer.body()).path("token").asString();
  }

  private void awaitReceived(String source, long count) throws Exception {
    long received = -1;
    for (int i = 0; i < 600 && received < count; i++) {
      Thread.sleep(50); // polling with a bound: the worker runs by itself
      var answer = get("/api/v1/sources/" + source, "Bearer " + control.value());
      received = JSON.readTree(answer.body()).path("received").asLong();
    }
    assertThat(received).isEqualTo(count);
  }

  private static void assertRefused(HttpResponse<String> answer, int status, String code) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(JSON.readTree(answer.body()).path("code").asString()).isEqualTo(code);
  }

  private HttpResponse<String> get(String path, String authorization) throws Exception {
    return http.send(request(path, authorization).GET().build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> head(String path, String authorization) throws Exception {
    return http.send(request(path, authorization).HEAD().build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(
      String path, String authorization, byte[] body, String... headers) throws Exception {
    var request = request(path, authorization).POST(BodyPublishers.ofByteArray(body));
    boolean typed = Arrays.asList(headers).contains("Content-Type");
    if (!typed) {
      request.header("Content-Type", "application/x-ndjson");
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path, String authorization) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
        .header("Authorization", authorization);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    var zipped = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(zipped)) {
      gzip.write(bytes);
    }
    return zipped.toByteArray();
  }
}
