package org.bouclier.node.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** The main job, with three nodes in processes of their own and the samples of the project. */
class DemonstrationTest {

  @TempDir private Path directory;

  @Test
  void an_attack_seen_in_mali_is_blocked_in_burkina_faso_and_niger_and_the_sighting_comes_back()
      throws Exception {
    // A home of its own: whatever lies beside this checkout, the small lists are played.
    Path home = Files.createDirectories(directory.resolve("dépôt d’essai"));
    Files.createSymbolicLink(home.resolve("samples"), Path.of("../samples").toRealPath());
    var out = new ByteArrayOutputStream();

    boolean happened =
        Demonstration.play(
            home,
            Files.createDirectories(directory.resolve("work")),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            true,
            false,
            Clock.systemUTC(),
            nodes -> assertThat(nodes).allMatch(node -> node.process().isAlive()));

    String told = out.toString(StandardCharsets.UTF_8);
    assertThat(happened).as(told).isTrue();
    assertThat(told.lines().map(line -> JsonMapper.shared().readTree(line).path("step").asString()))
        .containsExactly(
            "nodes-started",
            "peers-known",
            "knowledge-imported",
            "seen",
            "incident-opened",
            "confirmed",
            "border-decided",
            "ledger-written",
            "accepted-BF",
            "blocked-BF",
            "accepted-NE",
            "blocked-NE",
            "seen-NE",
            "sighting-back");
  }
}
