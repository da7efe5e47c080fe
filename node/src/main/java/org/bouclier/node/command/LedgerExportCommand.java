package org.bouclier.node.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.bouclier.ledger.log.LedgerException;
import org.bouclier.ledger.log.NoteVerifier;
import org.bouclier.ledger.log.TileSource;
import org.bouclier.ledger.spool.Courier;
import org.bouclier.ledger.spool.DiskSpool;
import org.bouclier.ledger.spool.Leaf;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code bouclier ledger export}: onto a USB stick, what peers would pull over HTTPS: this node's
 * register and those that couriers brought here, so that a third state relays. The node may run or
 * not. Exit code 0 if all is there, 1 if something was refused, 2 if nothing could be done.
 */
@Command(
    name = "export",
    description = {
      "Copie dans un répertoire ce que les pairs liraient par le réseau : registre et plis scellés.",
      "Un arrêt ne perd rien : la même commande reprend."
    })
final class LedgerExportCommand implements Callable<Integer> {

  private static final int REFUSED = 1;
  private static final int UNUSABLE = 2;

  private final Session session;

  @Mixin private CourierOptions options = new CourierOptions();

  @Option(
      names = "--to",
      required = true,
      paramLabel = "RÉPERTOIRE",
      description = "La clé USB ou le répertoire, créé au besoin.")
  private Path to = Path.of("");

  @Option(
      names = "--since",
      paramLabel = "N",
      description =
          "Première entrée de notre registre qui manque au destinataire (0) ; les registres"
              + " relayés sont copiés en entier.")
  private long since;

  @Option(
      names = "--for",
      paramLabel = "CODE",
      description = "Seulement les plis de cet État ; le registre est toujours entier.")
  private @Nullable String destination;

  @Option(
      names = "--max-size",
      paramLabel = "TAILLE",
      description = "Au plus tant de plis (2G), les plus urgents d’abord.")
  private @Nullable String maxSize;

  LedgerExportCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    var logs = options.logs(session);
    var budget =
        maxSize == null ? Long.valueOf(Long.MAX_VALUE) : Amount.bytes(maxSize).orElse(null);
    if (budget == null || since < 0) {
      session.refuse("--max-size ou --since illisible.", "--max-size or --since unreadable.");
      return UNUSABLE;
    }
    return logs.isEmpty() ? UNUSABLE : export(logs.get(), budget);
  }

  private int export(Map<String, NoteVerifier> logs, long budgetBytes) {
    var report = new CourierReport(session, options.json);
    int code = 0;
    long left = budgetBytes;
    boolean own = true; // the first is this node's
    for (NoteVerifier log : logs.values()) {
      var from = own ? options.own() : options.mirror(log);
      if (Files.exists(from.resolve(TileSource.CHECKPOINT))) {
        try {
          var directory = Files.createDirectories(to.resolve(CourierOptions.place(log)));
          var result =
              new Courier(log, session.clock().instant())
                  .give(
                      new DiskSpool(from),
                      directory,
                      own ? since : 0,
                      this::isWanted,
                      left,
                      report::fault);
          report.carried(log, result);
          left -= result.objectBytes();
          code = result.faults() > 0 ? REFUSED : code;
        } catch (LedgerException refused) {
          report.refused(log, refused);
          code = REFUSED;
        } catch (IOException failed) {
          session.refuse(
              "copie interrompue (" + failed + ") : la même commande reprend.",
              "copy interrupted (" + failed + "): the same command goes on.");
          return UNUSABLE;
        }
      }
      own = false;
    }
    return code;
  }

  private boolean isWanted(Leaf leaf) {
    return destination == null || leaf.dest().contains(destination);
  }
}
