package org.bouclier.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.bouclier.node.site.ControlToken;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ContextConfiguration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What careless and hostile senders bring to the doors of a whole node: each is told by a stable
 * code and a French sentence which line or object was not taken, what stood beside it is kept, and
 * the node goes on. What peers bring is in {@code federation.PeerPullTest}.
 */
@SpringBootTest(classes = NodeApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT)
@ContextConfiguration(initializers = TestPostgres.Node.class)
class BadInputTest {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String JUNE = "2026-06-29T00:00:00.000Z";
  private static final int TEN_MEGABYTES = 10_000_000;

  @LocalServerPort int port;
  @Autowired ControlToken control;
  private final HttpClient http = HttpClient.newHttpClient();

  @AfterEach
  void the_node_stays_up() throws Exception {
    assertThat(get("/api/v1/sources").statusCode()).isEqualTo(200);
  }

  // Lines of logs

  @Test
  void each_bad_line_of_a_body_is_named_and_every_other_line_is_taken() throws Exception {
    String token = source("mauvaises-lignes");
    var body = new ByteArrayOutputStream();
    body.write("{\"n\":1}\n".getBytes(UTF_8));
    body.write("{\"n\":2\n".getBytes(UTF_8));
    body.write(("{\"a\":\"" + "x".repeat(TEN_MEGABYTES) + "\"}\n").getBytes(UTF_8));
    body.write(new byte[] {'{', '"', 'n', '"', ':', '"', (byte) 0xFF, (byte) 0xFE, '"', '}', '\n'});
    body.write(("{\"a\":" + "[".repeat(500) + "]".repeat(500) + "}\n").getBytes(UTF_8));
    body.write("[6]\n".getBytes(UTF_8));
    body.write("{\"n\":7}".getBytes(UTF_8));

    var answer = json(logs("mauvaises-lignes", token, body.toByteArray()), 200);

    assertThat(answer.path("accepted").asInt()).isEqualTo(2);
    assertThat(answer.path("refusedCount").asInt()).isEqualTo(5);
    assertThat(lines(answer.path("refused")))
        .containsExactly(
            "2 malformed-json JSON mal formé",
            "3 line-too-long ligne trop longue : 1 Mo au plus",
            "4 invalid-utf8 octets qui ne sont pas de l’UTF-8",
            "5 too-deep JSON trop imbriqué : 100 niveaux au plus",
            "6 not-an-object une ligne doit être un objet JSON");
    awaitReceived("mauvaises-lignes", 2);
  }

  @Test
  void a_body_that_cannot_be_read_is_refused_whole_and_the_next_one_is_taken() throws Exception {
    String token = source("mauvais-corps");
    byte[] zipped = gzip(noise(5_000).getBytes(UTF_8));
    String name = "mauvais-corps";
    String unknown = "text/plain;charset=klingon-8";

    assertRefused(
        logs(name, token, Arrays.copyOf(zipped, zipped.length / 2), "Content-Encoding", "gzip"),
        400,
        "truncated-gzip",
        "s’arrête avant sa fin");
    assertRefused(
        logs(name, token, "pas du gzip".getBytes(UTF_8), "Content-Encoding", "gzip"),
        400,
        "malformed-gzip",
        "n’en est pas");
    assertRefused(
        logs(name, token, gzip(new byte[200 << 20]), "Content-Encoding", "gzip"),
        413,
        "body-too-large",
        "32 Mo une fois décompressé");
    assertRefused(
        logs(name, token, "x".getBytes(UTF_8), "Content-Type", unknown),
        415,
        "unknown-charset",
        "Jeu de caractères inconnu");
    assertRefused(
        logs(name, token, new byte[] {'a', (byte) 0xE9, '\n'}, "Content-Type", "text/plain"),
        400,
        "no-line-accepted",
        "Ligne 1");
    assertRefused(
        logs(name, "bcl_faux", "{}".getBytes(UTF_8)), 401, "token.unknown", "copié en entier");
    assertRefused(
        logs("une-autre", token, "{}".getBytes(UTF_8)), 403, "source.other", "Ce jeton n’envoie");

    assertThat(json(logs(name, token, "{\"n\":1}\n".getBytes(UTF_8)), 200).path("accepted").asInt())
        .isEqualTo(1);
    awaitReceived(name, 1);
  }

  @Test
  void bulk_names_the_document_and_takes_the_others() throws Exception {
    String token = source("en-vrac");
    String body =
        """
        {"create":{"_index":"en-vrac"}}
        {"n":1}
        {"create":{"_index":"en-vrac"}}
        {"a":"%s"}
        {"create":{"_index":"en-vrac"}}
        {"n":3
        {"create":{"_index":"en-vrac"}}
        {"n":4}
        """
            .replace("%s", "x".repeat(TEN_MEGABYTES));
    var answer = json(send("/_bulk", token, BodyPublishers.ofString(body)), 200);

    assertThat(answer.path("errors").asBoolean()).isTrue();
    assertThat(answer.path("items").valueStream().map(item -> item.at("/create/status").asInt()))
        .containsExactly(201, 400, 400, 201);
    assertThat(answer.at("/items/1/create/error/reason").asString()).startsWith("line-too-long: ");
    assertThat(answer.at("/items/2/create/error/reason").asString())
        .isEqualTo("malformed-json: JSON mal formé");
    awaitReceived("en-vrac", 2);
  }

  @Test
  void an_event_from_the_future_is_dated_by_its_arrival_and_counted() throws Exception {
    String token = source("en-avance");
    json(
        load("list", "?name=avance&status=confirmed", "avance.badinput.top\n".getBytes(UTF_8)),
        200);
    var body =
        """
        {"@timestamp":"2099-01-01T00:00:00Z","query":"avance.badinput.top"}
        {"@timestamp":"2099-01-01T00:00:00Z","query":"ailleurs.example"}
        """;
    assertThat(json(logs("en-avance", token, body.getBytes(UTF_8)), 200).path("accepted").asInt())
        .isEqualTo(2);
    awaitReceived("en-avance", 2);

    JsonNode alert = await("/api/v1/alerts?q=avance.badinput.top", "/alerts/0");
    assertThat(Instant.parse(alert.path("firstSeen").asString()))
        .isBefore(Instant.now().plus(Duration.ofMinutes(10)));
    assertThat(json(get("/api/v1/sources/en-avance"), 200).path("misdated").asInt()).isEqualTo(1);
  }

  // Knowledge

  @Test
  void each_bad_line_of_a_list_is_named_and_every_other_line_is_stored() throws Exception {
    var body = new ByteArrayOutputStream();
    body.write("un.badlist.top\n".getBytes(UTF_8));
    body.write("rien du tout\n".getBytes(UTF_8));
    body.write("x".repeat(TEN_MEGABYTES).getBytes(UTF_8));
    body.write(new byte[] {'\n', 'e', (byte) 0xFF, (byte) 0xFE, '.', 't', 'o', 'p', '\n'});
    body.write("deux.badlist.top".getBytes(UTF_8));

    var report = json(load("list", "?name=mauvaises-lignes", body.toByteArray()), 200);

    assertThat(report.path("accepted").asInt()).isEqualTo(2);
    assertThat(report.path("rejected").asInt()).isEqualTo(3);
    assertThat(codes(report))
        .containsExactly(
            "2 indicator.unknown", "3 intelligence.line-too-long", "4 indicator.unreadable");
    assertThat(report.at("/lines/1/reason").asString()).isEqualTo("ligne de plus de 64 Kio");
    assertStored("badlist", 2);
  }

  @Test
  void a_file_that_breaks_is_refused_by_its_code_and_what_came_before_is_kept() throws Exception {
    byte[] packed = gzip(noise(5_000).getBytes(UTF_8));
    var cut = load("list", "?name=coupe", Arrays.copyOf(packed, packed.length / 2));
    assertRefused(cut, 422, "intelligence.truncated", "s’arrête avant sa fin");
    assertThat(JSON.readTree(cut.body()).path("accepted").asInt()).isBetween(500, 4_500);

    assertRefused(
        load("list", "?name=bombe", gzip(new byte[200 << 20])),
        422,
        "intelligence.bomb",
        "fois plus grand");
    var bomb = json(load("misp", "?name=bombe", zipBomb()), 200);
    assertThat(bomb.path("accepted").asInt()).isZero();
    assertThat(codes(bomb)).as("stopped at the longest text").containsExactly("0 stix.limit");
    assertRefused(
        load("stix", "?name=bombe", gzip(spaces())), 422, "intelligence.bomb", "fois plus grand");
    assertRefused(
        send(
            "/api/v1/indicators/import?format=list",
            control.value(),
            BodyPublishers.ofString("a.top"),
            "Content-Type",
            "text/plain;charset=klingon-8"),
        422,
        "intelligence.charset",
        "UTF-8");
    assertRefused(load("list", "?name=vide", new byte[0]), 422, "intelligence.empty", "vide");
    assertRefused(
        send(
            "/api/v1/indicators/import?format=list",
            "bcl_faux",
            BodyPublishers.ofString("jeton.badfile.top")),
        401,
        "token.unknown",
        "copié en entier");
    assertStored("jeton.badfile", 0);
  }

  @Test
  void a_bad_object_of_a_bundle_is_named_and_the_others_are_stored() throws Exception {
    String good = object("indicator--", 1, "un.badbundle.top", JUNE);
    String wrongId = object("indicator--not-a-uuid-", 2, "x.top", JUNE);
    String future = object("indicator--", 3, "futur.badbundle.top", "2099-01-01T00:00:00.000Z");
    String last = object("indicator--", 4, "deux.badbundle.top", JUNE);

    var report = json(load("stix", "?name=paquet", bundle(good, wrongId, future, last)), 200);

    assertThat(report.path("accepted").asInt()).as(report.toString()).isEqualTo(2);
    assertThat(codes(report)).containsExactly("3 stix.id", "4 intelligence.future");
    assertThat(report.at("/lines/0/reason").asString()).isNotBlank();
    assertThat(report.at("/lines/1/reason").asString()).contains("daté de l’avenir", "2099");
    assertThat(report.at("/lines/1/text").asString()).contains(id(3));
    assertStored("badbundle", 2);
  }

  /**
   * A million objects are imported by a node of 512 MB in the same way, one at a time: here there
   * are fewer of them, and {@code BundleReadingTest} looks at what stays in memory.
   */
  @Test
  void a_bundle_of_very_many_objects_is_read_as_it_comes_and_the_bad_ones_are_named()
      throws Exception {
    int count = 8_000;
    var objects =
        IntStream.range(0, count)
            .mapToObj(i ->
                i % 1_000 == 999
                    ? "{\"type\":\"indicator\",\"id\":\"indicator--x\"}"
                    : object("indicator--", 100_000 + i, "n" + i + ".verymany.top", JUNE))
            .toArray(String[]::new);

    var report = json(load("stix", "?name=tres-gros&dryRun=true", bundle(objects)), 200);

    assertThat(report.path("accepted").asInt()).isEqualTo(count - count / 1_000);
    assertThat(codes(report)).hasSize(8).allMatch(line -> line.endsWith(" stix.id"));
    assertThat(codes(report).getFirst()).isEqualTo("1001 stix.id");
  }

  // What a test sends

  private static String object(String prefix, int number, String name, String modified) {
    return "{\"type\":\"indicator\",\"spec_version\":\"2.1\",\"id\":\""
        + prefix
        + id(number)
        + "\",\"created\":\"2026-06-29T00:00:00.000Z\",\"modified\":\""
        + modified
        + "\",\"name\":\""
        + name
        + "\",\"pattern\":\"[domain-name:value = '"
        + name
        + "']\",\"pattern_type\":\"stix\",\"valid_from\":\"2026-06-29T00:00:00Z\"}";
  }

  private static String id(int number) {
    return String.format(java.util.Locale.ROOT, "b00b0000-0000-4000-8000-%012d", number);
  }

  private static byte[] bundle(String... objects) {
    return ("{\"type\":\"bundle\",\"id\":\"bundle--"
            + id(0)
            + "\",\"objects\":[\n"
            + String.join(",\n", objects)
            + "\n]}")
        .getBytes(UTF_8);
  }

  /** Names that do not compress. */
  private static String noise(int lines) {
    var random = new Random(7);
    var text = new StringBuilder();
    for (int i = 0; i < lines; i++) {
      text.append(Long.toString(random.nextLong() >>> 1, 36)).append(".badfile.top\n");
    }
    return text.toString();
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    var zipped = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(zipped)) {
      gzip.write(bytes);
    }
    return zipped.toByteArray();
  }

  private static byte[] spaces() {
    var bytes = new byte[200 << 20];
    Arrays.fill(bytes, (byte) ' ');
    return bytes;
  }

  private static byte[] zipBomb() throws IOException {
    var zipped = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(zipped)) {
      zip.putNextEntry(new ZipEntry("0dbb179a-1c8c-4e7c-a264-2440414dbac8.json"));
      zip.write("{\"Event\":{\"info\":\"".getBytes(UTF_8));
      zip.write(spaces());
    }
    return zipped.toByteArray();
  }

  // How it is sent and what comes back

  private String source(String name) throws Exception {
    var answer =
        send(
            "/api/v1/sources",
            control.value(),
            BodyPublishers.ofString("{\"name\":\"" + name + "\",\"format\":\"ndjson\"}"),
            "Content-Type",
            "application/json");
    return json(answer, 201).path("token").asString();
  }

  private HttpResponse<String> logs(String source, String token, byte[] body, String... headers)
      throws Exception {
    var path = "/api/v1/logs/" + source;
    return send(path, token, BodyPublishers.ofByteArray(body), headers);
  }

  private HttpResponse<String> load(String format, String query, byte[] body) throws Exception {
    return send(
        "/api/v1/indicators/import" + query + "&format=" + format,
        control.value(),
        BodyPublishers.ofByteArray(body),
        "Content-Type",
        "application/octet-stream");
  }

  private HttpResponse<String> send(
      String path, String token, BodyPublisher body, String... headers) throws Exception {
    var request = request(path, token).POST(body);
    if (!Arrays.asList(headers).contains("Content-Type")) {
      request.header("Content-Type", "application/x-ndjson");
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return http.send(request(path, control.value()).GET().build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path, String token) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
        .timeout(Duration.ofSeconds(60))
        .header("Authorization", "Bearer " + token);
  }

  private static JsonNode json(HttpResponse<String> answer, int status) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return JSON.readTree(answer.body());
  }

  private static void assertRefused(
      HttpResponse<String> answer, int status, String code, String said) {
    JsonNode problem = json(answer, status);
    assertThat(problem.path("code").asString()).as(answer.body()).isEqualTo(code);
    assertThat(problem.path("detail").asString()).contains(said).hasSizeGreaterThan(10);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
  }

  private static List<String> lines(JsonNode refused) {
    return refused
        .valueStream()
        .map(line ->
            line.path("line").asInt()
                + " "
                + line.path("code").asString()
                + " "
                + line.path("detail").asString())
        .toList();
  }

  private static List<String> codes(JsonNode report) {
    return report
        .path("lines")
        .valueStream()
        .filter(line -> line.path("result").asString().equals("rejected"))
        .map(line -> line.path("line").asInt() + " " + line.path("code").asString())
        .toList();
  }

  private void assertStored(String word, int count) throws Exception {
    assertThat(json(get("/api/v1/indicators?q=" + word), 200).path("items").size())
        .isEqualTo(count);
  }

  private void awaitReceived(String source, long count) throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    long received = 0;
    while (received < count && System.nanoTime() < end) {
      Thread.sleep(50); // polling with a bound: the worker runs by itself
      received = json(get("/api/v1/sources/" + source), 200).path("received").asLong();
    }
    assertThat(received).isEqualTo(count);
  }

  private JsonNode await(String path, String pointer) throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    JsonNode found = json(get(path), 200).at(pointer);
    while (found.isMissingNode() && System.nanoTime() < end) {
      Thread.sleep(50);
      found = json(get(path), 200).at(pointer);
    }
    assertThat(found.isMissingNode()).as(path).isFalse();
    return found;
  }
}
