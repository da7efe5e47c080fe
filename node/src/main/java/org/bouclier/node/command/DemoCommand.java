package org.bouclier.node.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.bouclier.node.demo.Demonstration;
import org.bouclier.node.demo.NodeProcess;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code bouclier demo}: three nodes, one attack, collective protection. The nodes' data lie in a
 * temporary directory, removed at the end, which is Ctrl-C or, without pages, the last step.
 */
@Command(
    name = "demo",
    description = "Trois nœuds, une attaque : joue la protection collective de bout en bout.")
final class DemoCommand implements Callable<Integer> {

  private static final long CLOSING_SECONDS = 60;

  private final Session session;

  @Option(
      names = "--headless",
      description = "Finit après la dernière étape, sans laisser les pages ouvertes.")
  private boolean headless;

  @Option(
      names = "--json",
      description = "Répond en JSON, pour les programmes.",
      descriptionKey = "json")
  private boolean json;

  DemoCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    var asked = new CountDownLatch(1); // Ctrl-C
    var closed = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(asked, closed)));
    Path work = Files.createTempDirectory("bouclier-demo-");
    try {
      boolean happened =
          Demonstration.play(
              Path.of(System.getProperty("bouclier.home", ".")),
              work,
              session.out(),
              json,
              session.isTerminal(),
              session.clock(),
              nodes -> stay(nodes, asked));
      return happened ? 0 : 1;
    } finally {
      remove(work);
      closed.countDown();
    }
  }

  private void stay(List<NodeProcess> nodes, CountDownLatch asked) throws InterruptedException {
    if (headless) {
      return;
    }
    if (!json) {
      session.out().println();
      for (NodeProcess node : nodes) {
        session.out().println("  " + node.member().name() + "   " + node.door());
      }
      session.out().println();
      session.answer(
          "Les trois nœuds restent ouverts. Ctrl-C pour finir.",
          "The three nodes stay open. Ctrl-C to end.");
    }
    asked.await();
  }

  /** The nodes stop and their data go before this program does. */
  private static void end(CountDownLatch asked, CountDownLatch closed) {
    asked.countDown();
    try {
      closed.await(CLOSING_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }

  private static void remove(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(file -> {
            try {
              Files.deleteIfExists(file);
            } catch (IOException kept) {
              throw new UncheckedIOException(kept);
            }
          });
    } catch (UncheckedIOException kept) {
      throw kept.getCause();
    }
  }
}
