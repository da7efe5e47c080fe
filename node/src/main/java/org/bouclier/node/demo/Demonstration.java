package org.bouclier.node.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Plays the main job: an attack is seen in Mali, an incident opens, an analyst confirms, the border
 * decides, the ledger holds it, Burkina Faso and Niger verify and block, and Niger's sighting comes
 * back. Each step is told when it has really happened, seen from outside through the API.
 */
public final class Demonstration {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int BATCH = 1_000;

  private final DemoData data;
  private final Clock clock;
  private final Teller tell;

  private Demonstration(DemoData data, Clock clock, Teller tell) {
    this.data = data;
    this.clock = clock;
    this.tell = tell;
  }

  /**
   * Plays it whole.
   *
   * @param home where the samples are
   * @param work an empty directory for the three nodes' data
   * @param stay what to do when all has happened and the nodes still serve, as waiting for Ctrl-C
   * @return whether every step happened
   */
  public static boolean play(
      Path home, Path work, PrintStream out, boolean json, boolean terminal, Clock clock, Stay stay)
      throws IOException, InterruptedException {
    var tell = new Teller(out, json, terminal);
    try (var confederation = new Confederation()) {
      try {
        tell.note("Trois nœuds souverains, une attaque, une protection collective.");
        var demonstration = new Demonstration(DemoData.find(home), clock, tell);
        demonstration.start(confederation, work);
        demonstration.attack(confederation);
        stay.untilDone(confederation.nodes());
        return true;
      } catch (IOException | StepDidNotHappenException failure) {
        tell.failed(failure.getMessage() == null ? failure.toString() : failure.getMessage());
        confederation.nodes().forEach(node -> node.lastLines().forEach(System.err::println));
        return false;
      }
    }
  }

  /** What keeps the nodes open once all has been told. */
  @FunctionalInterface
  public interface Stay {

    /** Returns when the nodes may stop. */
    void untilDone(List<NodeProcess> nodes) throws InterruptedException;
  }

  private void start(Confederation confederation, Path work)
      throws IOException, InterruptedException {
    int[] ready = {0};
    tell.begin("nodes-started");
    tell.progress("nœuds", 0, Member.THREE.size());
    confederation.start(
        Member.THREE, work, () -> tell.progress("nœuds", ++ready[0], Member.THREE.size()));
    tell.happened(
        "Trois nœuds servent : Bamako, Ouagadougou, Niamey", Map.of("nodes", Member.THREE.size()));
    tell.begin("peers-known");
    confederation.exchangeCards();
    tell.happened("Chacun connaît la carte des deux autres", Map.of());
  }

  private void attack(Confederation confederation) throws IOException, InterruptedException {
    NodeClient mali = confederation.node("ML");
    String attacker = data.attacker();

    tell.begin("knowledge-imported");
    tell.progress("indicateurs", 0, data.indicators().size());
    var report =
        mali.post(
            "/api/v1/indicators/import?format=list&dryRun=false&name=Listes%20publiques"
                + "&tlp=GREEN&severity=high&status=confirmed",
            "text/plain; charset=utf-8",
            BodyPublishers.ofString(String.join("\n", data.indicators())));
    long accepted = report.path("accepted").asLong();
    tell.happened(
        "Mali surveille " + accepted + " indicateurs réels, aucun n’est encore partagé",
        Map.of("accepted", accepted));

    tell.begin("seen");
    replay(mali, "resolveur-bamako", attacker);
    var alert = await("l’alerte à Bamako", () -> alertOn(mali, attacker));
    tell.happened(
        "Vu à Bamako : « " + alert.path("title").asString("") + " »",
        Map.of("observable", attacker, "alert", alert.path("id").asString("")));

    tell.begin("incident-opened");
    var incident = await("l’incident", () -> incidentOn(mali, attacker));
    tell.happened(
        "Incident ouvert : " + incident.path("reference").asString(""),
        Map.of("incident", incident.path("reference").asString("")));

    tell.begin("confirmed");
    for (String neighbour : List.of("BF", "NE")) {
      if (blocks(confederation.node(neighbour), attacker)) {
        throw new StepDidNotHappenException(neighbour + " bloquait déjà " + attacker);
      }
    }
    var indicator = indicatorOf(mali, attacker).orElseThrow();
    String stixId = indicator.path("id").asString("");
    mali.post("/api/v1/indicators/" + stixId + "/confirm", JsonMapper.shared().createObjectNode());
    tell.happened("Confirmé par l’analyste de Bamako", Map.of("indicator", stixId));

    tell.begin("border-decided");
    var crossing = await("la décision de la frontière", () -> crossingOf(mali, stixId));
    tell.happened(
        verdictOf(crossing),
        Map.of(
            "verdict", crossing.path("verdict").asString(""),
            "form", crossing.path("form").asString("")));
    tell.begin("ledger-written");
    tell.happened(
        "Écrit au registre, entrée nº " + crossing.path("index").asLong(),
        Map.of("index", crossing.path("index").asLong()));

    for (String neighbour : List.of("BF", "NE")) {
      NodeClient node = confederation.node(neighbour);
      tell.begin("accepted-" + neighbour);
      await("l’acceptation à " + neighbour, () -> indicatorOf(node, attacker));
      tell.happened(
          neighbour + " a vérifié le registre du Mali et accepté l’indicateur",
          Map.of("peer", neighbour));
      tell.begin("blocked-" + neighbour);
      await("le blocage à " + neighbour, () -> blocks(node, attacker) ? here() : nothing());
      tell.happened(
          neighbour + " bloque " + attacker.replace(".", "[.]") + " (zone RPZ)",
          Map.of("peer", neighbour));
    }

    tell.begin("seen-NE");
    NodeClient niger = confederation.node("NE");
    replay(niger, "resolveur-niamey", attacker);
    await("l’alerte à Niamey", () -> alertOn(niger, attacker));
    tell.happened("La même attaque est vue à Niamey, grâce au Mali", Map.of());
    tell.begin("sighting-back");
    var sighting = await("l’observation en retour", () -> sightingFrom(mali, stixId, "NE"));
    tell.happened(
        "L’observation de Niamey est revenue à Bamako",
        Map.of("count", sighting.path("count").asLong()));
  }

  private static String verdictOf(JsonNode crossing) {
    boolean crossed = crossing.path("verdict").asString("").equals("crossed");
    String form = crossing.path("form").asString("");
    return crossed
        ? "La frontière du Mali laisse passer, sous forme " + form
        : "La frontière du Mali refuse";
  }

  /** Real traffic in which one machine asks for the attacker's name. */
  private void replay(NodeClient node, String source, String attacker)
      throws IOException, InterruptedException {
    var draft =
        JsonMapper.shared()
            .createObjectNode()
            .put("name", source)
            .put("format", "ndjson")
            .put("product", data.product())
            .put("service", data.service());
    String token = node.post("/api/v1/sources", draft).required("token").asString();
    NodeClient shipper = node.with(token);
    int size = data.traffic().size();
    for (int from = 0; from < size; from += BATCH) {
      var batch = String.join("\n", data.traffic().subList(from, Math.min(size, from + BATCH)));
      boolean middle = from <= size / 2 && size / 2 < from + BATCH;
      String lines =
          middle ? batch + "\n" + data.attackLine(attacker, clock.instant().toString()) : batch;
      shipper.post(
          "/api/v1/logs/" + source, "application/x-ndjson", BodyPublishers.ofString(lines + "\n"));
      tell.progress("lignes", Math.min(size, from + BATCH), size);
    }
  }

  private static Optional<JsonNode> alertOn(NodeClient node, String attacker)
      throws IOException, InterruptedException {
    return first(node.get("/api/v1/alerts?q=" + attacker).path("alerts"));
  }

  private static Optional<JsonNode> incidentOn(NodeClient node, String attacker)
      throws IOException, InterruptedException {
    return first(node.get("/api/v1/incidents?q=" + attacker).path("incidents"));
  }

  private static Optional<JsonNode> indicatorOf(NodeClient node, String attacker)
      throws IOException, InterruptedException {
    return node.get("/api/v1/indicators?q=" + attacker)
        .path("items")
        .valueStream()
        .filter(indicator -> indicator.path("value").asString("").equals(attacker))
        .findFirst();
  }

  private static Optional<JsonNode> crossingOf(NodeClient node, String stixId)
      throws IOException, InterruptedException {
    return first(node.get("/api/v1/crossings?object=" + stixId).path("crossings"));
  }

  private static Optional<JsonNode> sightingFrom(NodeClient node, String stixId, String state)
      throws IOException, InterruptedException {
    return node.get("/api/v1/sightings?indicator=" + stixId)
        .path("items")
        .valueStream()
        .filter(sighting -> sighting.path("seenBy").asString("").equals(state))
        .findFirst();
  }

  private static boolean blocks(NodeClient node, String attacker)
      throws IOException, InterruptedException {
    return node.text("/api/v1/outputs/rpz").lines().anyMatch(line -> line.startsWith(attacker));
  }

  private static Optional<JsonNode> first(JsonNode list) {
    return list.isEmpty() ? nothing() : Optional.of(list.get(0));
  }

  private static Optional<JsonNode> here() {
    return Optional.of(JsonMapper.shared().createObjectNode());
  }

  private static Optional<JsonNode> nothing() {
    return Optional.empty();
  }

  /** Asks until there is an answer. */
  private static JsonNode await(String what, Question question)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      var answer = question.ask();
      if (answer.isPresent()) {
        return answer.get();
      }
      if (System.nanoTime() > deadline) {
        throw new StepDidNotHappenException(
            "attendu en vain pendant " + PATIENCE.toSeconds() + " s : " + what);
      }
      Thread.sleep(25);
    }
  }

  @FunctionalInterface
  private interface Question {
    Optional<JsonNode> ask() throws IOException, InterruptedException;
  }
}
