package org.bouclier.node.browser;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.bouclier.node.demo.NodeClient;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A night's work on a node, out of the samples that the project ships. */
final class Story {

  private static final Path SAMPLES = Path.of("../samples");
  private static final JsonMapper JSON = JsonMapper.shared();

  private Story() {}

  /** Lays the sample rules where a node will read them at its start. */
  static void putRules(Path data) throws IOException {
    Path rules = Files.createDirectories(data.resolve("rules"));
    try (var samples = Files.newDirectoryStream(SAMPLES.resolve("rules"), "*.yml")) {
      for (Path sample : samples) {
        Files.copy(sample, rules.resolve(sample.getFileName()));
      }
    }
    Files.writeString(rules.resolve("a-reprendre.yml"), "title: Règle inachevée\nlevel: high\n");
  }

  /** Knowledge, sources, people, tokens; then the lines of an attack. */
  static void fill(NodeClient node) throws IOException, InterruptedException {
    load(
        node,
        "list",
        "Listes publiques",
        "GREEN",
        "confirmed",
        sample("indicators/indicators.txt"));
    load(
        node,
        "stix",
        "Infoblox, par courriel",
        "CLEAR",
        "proposed",
        sample("stix/volta-stealer.json"));
    String resolver =
        declare(node, "resolveur-bamako", "Résolveur des ministères, avenue Modibo-Keïta", "dns");
    declare(node, "mandataire-sante", "Mandataire du ministère de la Santé", "http");
    token(node, "Résolveur du ministère de la Santé", "READ_OUTPUTS");
    token(node, "Collecteur de Kayes", "WRITE_LOGS", "READ_OUTPUTS");
    send(
        node.with(resolver),
        "resolveur-bamako",
        Files.readString(SAMPLES.resolve("logs/attack-replay.ndjson"))
            + question("3g2upl4pq6kufc4m.onion.to"));
    confirm(node, "aboutmart.info");
    load(node, "list", "Enquête en cours", "RED", "proposed", "achandograca.com\n".getBytes(UTF_8));
    confirm(node, "achandograca.com");
  }

  /** Confirms what is known of a value, and proposes it to the peers. */
  private static void confirm(NodeClient node, String value)
      throws IOException, InterruptedException {
    String id =
        node.get("/api/v1/indicators?q=" + value)
            .required("items")
            .required(0)
            .required("id")
            .asString();
    node.post("/api/v1/indicators/" + id + "/confirm", JSON.createObjectNode());
  }

  /** Declares a source of Zeek lines, and gives its token. */
  static String declare(NodeClient node, String name, String description, String service)
      throws IOException, InterruptedException {
    var draft =
        JSON.createObjectNode()
            .put("name", name)
            .put("description", description)
            .put("format", "ndjson")
            .put("product", "zeek")
            .put("service", service);
    return node.post("/api/v1/sources", draft).required("token").asString();
  }

  /** Has an indicator that detects, and is not shared. */
  static void watch(NodeClient node, String value) throws IOException, InterruptedException {
    node.post(
        "/api/v1/indicators/import?format=list&name=Veille&tlp=GREEN&severity=high"
            + "&status=confirmed",
        "text/plain; charset=utf-8",
        BodyPublishers.ofString(value + "\n"));
  }

  /** One line of a resolver's log: a machine asks for a name, now. */
  static String question(String name) {
    ObjectNode line =
        JSON.createObjectNode()
            .put("_path", "dns")
            .put("ts", Instant.now().toString())
            .put("uid", "C" + Integer.toHexString(name.hashCode()))
            .put("id.orig_h", "10.20.30.41")
            .put("id.orig_p", 53_124)
            .put("id.resp_h", "10.20.0.2")
            .put("id.resp_p", 53)
            .put("proto", "udp")
            .put("query", name)
            .put("qtype_name", "A")
            .put("rcode_name", "NOERROR");
    return JSON.writeValueAsString(line) + "\n";
  }

  /** Sends lines as a shipper does. */
  static void send(NodeClient shipper, String source, String lines)
      throws IOException, InterruptedException {
    shipper.post("/api/v1/logs/" + source, "application/x-ndjson", BodyPublishers.ofString(lines));
  }

  private static byte[] sample(String name) throws IOException {
    return Files.readAllBytes(SAMPLES.resolve(name));
  }

  private static void load(
      NodeClient node, String format, String name, String tlp, String status, byte[] file)
      throws IOException, InterruptedException {
    node.post(
        "/api/v1/indicators/import?format="
            + format
            + "&name="
            + URLEncoder.encode(name, UTF_8)
            + "&tlp="
            + tlp
            + "&severity=high&status="
            + status,
        "application/octet-stream",
        BodyPublishers.ofByteArray(file));
  }

  private static void token(NodeClient node, String name, String... permissions)
      throws IOException, InterruptedException {
    var wanted = JSON.createObjectNode().put("name", name);
    var list = wanted.putArray("permissions");
    List.of(permissions).forEach(list::add);
    node.post("/api/v1/tokens", wanted);
  }
}
