package org.bouclier.node.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.bouclier.node.site.DirectoryLock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * {@code bouclier stop}: asks the node to end (SIGTERM), and waits until it has. Requests under way
 * finish, PostgreSQL stops last.
 */
@Command(name = "stop", description = "Arrête le nœud, et attend qu’il ait tout mis sur disque.")
final class StopCommand implements Callable<Integer> {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);
  private static final Duration SILENCE = Duration.ofSeconds(2);

  private final Session session;

  @Mixin private DataOption data = new DataOption();

  StopCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path directory = data.path();
    var found = serving(directory);
    long start = System.nanoTime();
    while (found.isEmpty() && isTaken(directory)) { // it is starting, or has begun to stop
      if (System.nanoTime() - start > PATIENCE.toNanos()) {
        session.refuse(
            "le nœud de " + directory + " n’en finit pas de démarrer ou de s’arrêter.",
            "the node of " + directory + " neither finishes to start nor to stop.");
        return 1;
      }
      Thread.sleep(LOOK_AGAIN);
      found = serving(directory);
    }
    if (found.isEmpty()) {
      boolean waited = System.nanoTime() - start > LOOK_AGAIN.toNanos();
      session.answer(
          waited ? "Nœud arrêté." : "Aucun nœud ne marche dans " + directory,
          waited ? "Node stopped." : "No node is running in " + directory);
      return 0;
    }
    ProcessHandle process = found.get();
    if (!process.destroy()) {
      session.refuse(
          "impossible d’arrêter le processus " + process.pid() + " : il est à un autre compte.",
          "cannot stop process " + process.pid() + ": it belongs to another account.");
      return 1;
    }
    if (!ended(process, SILENCE)) {
      session.err().println(session.speech().say("Arrêt en cours…", "Stopping…"));
      if (!ended(process, PATIENCE)) {
        session.refuse(
            "le nœud ne s’est pas arrêté en deux minutes (processus " + process.pid() + ").",
            "the node did not stop within two minutes (process " + process.pid() + ").");
        return 1;
      }
    }
    session.answer("Nœud arrêté.", "Node stopped.");
    return 0;
  }

  private static Optional<ProcessHandle> serving(Path directory) throws IOException {
    return RunFile.find(directory).flatMap(node -> node.process().process());
  }

  private static boolean isTaken(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return false;
    }
    var lock = DirectoryLock.take(directory);
    lock.ifPresent(DirectoryLock::close);
    return lock.isEmpty();
  }

  private static boolean ended(ProcessHandle process, Duration limit) throws InterruptedException {
    try {
      process.onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException stillThere) {
      return false;
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
