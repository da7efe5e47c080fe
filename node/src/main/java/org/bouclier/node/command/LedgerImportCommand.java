package org.bouclier.node.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.bouclier.ledger.log.Equivocation;
import org.bouclier.ledger.log.ForkException;
import org.bouclier.ledger.log.Hash;
import org.bouclier.ledger.log.LedgerException;
import org.bouclier.ledger.log.NoteVerifier;
import org.bouclier.ledger.log.TileSource;
import org.bouclier.ledger.spool.Courier;
import org.bouclier.ledger.spool.DiskSpool;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/**
 * {@code bouclier ledger import}: takes what a courier brings, verified with the keys of the peers,
 * and lays it where the node finds it within a minute, or when it starts. Plis for others are kept
 * too, sealed as they are, for {@code export}: that is how a third state relays. Exit code 0 if all
 * is in order, 1 if something was refused, 2 if nothing could be read.
 */
@Command(
    name = "import",
    description = {
      "Prend ce qu’un courrier apporte, vérifié avec les clés des pairs.",
      "Le nœud le lit dans la minute, ou à son démarrage ; un second import ne change rien."
    })
final class LedgerImportCommand implements Callable<Integer> {

  private static final int REFUSED = 1;
  private static final int UNUSABLE = 2;

  private final Session session;

  @Mixin private CourierOptions options = new CourierOptions();

  @Parameters(
      paramLabel = "RÉPERTOIRE",
      description = "La clé USB ou le répertoire.",
      descriptionKey = "directory")
  private Path directory = Path.of("");

  LedgerImportCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    var logs = options.logs(session);
    return logs.isEmpty() ? UNUSABLE : take(logs.get());
  }

  private int take(Map<String, NoteVerifier> logs) {
    var report = new CourierReport(session, options.json);
    int code = 0;
    boolean found = false;
    boolean own = true; // the first is this node's: nobody brings it to us
    for (var log : logs.entrySet()) {
      var stick = directory.resolve(log.getKey());
      if (!own && Files.exists(stick.resolve(TileSource.CHECKPOINT))) {
        found = true;
        try {
          code = Math.max(code, take(log.getValue(), stick, report));
        } catch (IOException failed) {
          session.refuse(
              stick + " : lecture interrompue (" + failed + ") ; la même commande reprend.",
              stick + ": reading interrupted (" + failed + "); the same command goes on.");
          return UNUSABLE;
        }
      }
      own = false;
    }
    if (!found) {
      session.refuse(
          directory + " : aucun registre d’un pair de ce nœud.",
          directory + ": no register of a peer of this node.");
      return UNUSABLE;
    }
    return code;
  }

  private int take(NoteVerifier log, Path stick, CourierReport report) throws IOException {
    var copy = options.mirror(log);
    Files.createDirectories(copy);
    try {
      var result =
          new Courier(log, session.clock().instant())
              .take(new DiskSpool(stick), copy, _ -> true, report::fault);
      report.carried(log, result);
      return result.faults() > 0 ? REFUSED : 0;
    } catch (Courier.GapException gap) {
      report.refused(
          log,
          "entrees-manquantes",
          "il manque des entrées entre la "
              + gap.copied()
              + " et le début de cette clé : demandez un export --since "
              + gap.copied()
              + ".",
          "entries are missing from " + gap.copied() + " on: ask for an export --since that");
      return REFUSED;
    } catch (ForkException fork) {
      report.refused(log, fork);
      keep(fork.evidence(), log);
      return REFUSED;
    } catch (LedgerException refused) {
      report.refused(log, refused);
      return REFUSED;
    }
  }

  private void keep(Equivocation proof, NoteVerifier log) throws IOException {
    var text = proof.print().getBytes(UTF_8);
    var name =
        CourierOptions.state(log) + "-import-" + Hash.sha256(text).hex().substring(0, 16) + ".txt";
    Files.createDirectories(options.evidence());
    var file = Files.write(options.evidence().resolve(name), text);
    session.refuse(
        "la preuve est dans " + file + " : transmettez-la aux autres États.",
        "the evidence is in " + file + ": hand it to the other states.");
  }
}
