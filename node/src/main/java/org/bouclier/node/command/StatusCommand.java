package org.bouclier.node.command;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code bouclier status}: whether the node serves, where, since when, with how much memory. Exit
 * code 0 when it answers, 1 when its process lives and its pages do not answer, 3 when it is
 * stopped.
 */
@Command(name = "status", description = "Dit si le nœud marche, où et depuis quand.")
final class StatusCommand implements Callable<Integer> {

  private static final int STOPPED = 3;

  private final Session session;

  @Mixin private DataOption data = new DataOption();

  @Option(names = "--json", description = "Répond en JSON, pour les programmes.")
  private boolean json;

  StatusCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    Path directory = data.path();
    var found = RunFile.find(directory);
    if (found.isEmpty()) {
      if (json) {
        print(Map.of("running", false, "data", directory.toString()));
      } else {
        session.answer(
            "Aucun nœud ne marche dans " + directory, "No node is running in " + directory);
      }
      return STOPPED;
    }
    RunFile node = found.get();
    boolean answers = PageProbe.answers(node.pages(), directory);
    Duration since = Duration.between(node.started(), session.clock().instant());
    long residentBytes = ResidentMemory.ofNode(node.process().pid(), directory);
    if (json) {
      var fields = new LinkedHashMap<String, Object>();
      fields.put("running", true);
      fields.put("answers", answers);
      fields.put("pid", node.process().pid());
      fields.put("started", node.started().toString());
      fields.put("pages", node.pages().toString());
      fields.put("federation", node.federation().toString());
      fields.put("residentBytes", residentBytes);
      fields.put("data", directory.toString());
      fields.put("version", VersionCommand.own());
      print(fields);
    } else {
      Speech speech = session.speech();
      session.answer(
          String.format(
              Locale.ROOT,
              "Le nœud marche depuis %s : %s%s",
              speech.duration(since),
              node.pages(),
              answers ? "" : " (ne répond pas)"),
          String.format(
              Locale.ROOT,
              "The node has been running for %s: %s%s",
              speech.duration(since),
              node.pages(),
              answers ? "" : " (no answer)"));
      session.answer(
          String.format(
              Locale.ROOT,
              "Fédération %s · mémoire %s · processus %d · données %s",
              node.federation(),
              speech.bytes(residentBytes),
              node.process().pid(),
              directory),
          String.format(
              Locale.ROOT,
              "Federation %s · memory %s · process %d · data %s",
              node.federation(),
              speech.bytes(residentBytes),
              node.process().pid(),
              directory));
    }
    return answers ? 0 : 1;
  }

  private void print(Map<String, Object> fields) {
    session.out().println(JsonMapper.shared().writeValueAsString(fields));
  }
}
