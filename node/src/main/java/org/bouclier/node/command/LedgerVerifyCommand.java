package org.bouclier.node.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.bouclier.ledger.log.Equivocation;
import org.bouclier.ledger.log.ForkException;
import org.bouclier.ledger.log.Hash;
import org.bouclier.ledger.log.LedgerException;
import org.bouclier.ledger.log.LogAudit;
import org.bouclier.ledger.log.Note;
import org.bouclier.ledger.log.TrustPolicy;
import org.bouclier.ledger.spool.DiskSpool;
import org.bouclier.ledger.spool.HttpSpool;
import org.bouclier.ledger.spool.Spool;
import org.bouclier.ledger.spool.SpoolAudit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code bouclier ledger verify}: an auditor's complete check of a register, wherever it lies. Exit
 * code 0 if all is as it was signed and the quorum of witnesses is there, 1 if not, 2 if nothing
 * can be said: the command was mistyped, a file or the link is unreadable.
 */
@Command(
    name = "verify",
    description = {
      "Vérifie tout un registre : signature, témoins, chaque tuile, chaque entrée, chaque pli.",
      "Code 0 : conforme ; 1 : non conforme ; 2 : rien ne peut en être dit."
    })
final class LedgerVerifyCommand implements Callable<Integer> {

  private static final int REFUSED = 1;
  private static final int UNUSABLE = 2;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** More faults are counted and not listed. */
  private static final int MAX_LISTED = 1_000;

  private final Session session;

  @Parameters(
      paramLabel = "REGISTRE",
      description = "Un répertoire, une clé USB, ou une adresse http(s).",
      descriptionKey = "register")
  private String register = "";

  @Mixin private TrustOptions trust = new TrustOptions();

  @Option(
      names = "--state",
      paramLabel = "FICHIER",
      description =
          "Le relevé vu la dernière fois : le registre doit en être la suite. Écrit s’il manque,"
              + " avancé quand tout est conforme.")
  private @Nullable Path state;

  @Option(
      names = "--evidence",
      paramLabel = "FICHIER",
      description = "Où écrire la preuve si le registre a deux histoires (preuve-<empreinte>.txt).")
  private @Nullable Path evidence;

  @Option(names = "--no-objects", description = "Ne lit pas les plis scellés : le registre seul.")
  private boolean withoutObjects;

  @Option(names = "--json", description = "Répond en JSON, pour les programmes.")
  private boolean json;

  LedgerVerifyCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    var policy = trust.read(session);
    var spool = policy.flatMap(_ -> spool());
    return spool.isEmpty() ? UNUSABLE : verify(policy.orElseThrow(), spool.get());
  }

  private Optional<Spool> spool() {
    if (register.startsWith("https://") || register.startsWith("http://")) {
      try {
        var base = URI.create(register.endsWith("/") ? register : register + "/");
        var client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
        return Optional.of(new HttpSpool(client, base, PATIENCE));
      } catch (IllegalArgumentException malformed) {
        session.refuse(register + " : adresse illisible", register + ": unreadable address");
        return Optional.empty();
      }
    }
    var directory = Path.of(register);
    if (!Files.isDirectory(directory)) {
      session.refuse(register + " : pas un répertoire", register + ": no directory");
      return Optional.empty();
    }
    return Optional.of(new DiskSpool(directory));
  }

  private int verify(TrustPolicy policy, Spool spool) {
    var faults = new ArrayList<LogAudit.Fault>();
    var report = new LedgerReport(session, register, json);
    try {
      var seen = seen();
      var audit = new SpoolAudit(spool, policy, !withoutObjects, session.clock().instant());
      var result =
          audit.run(
              seen,
              fault -> {
                if (faults.size() < MAX_LISTED) {
                  faults.add(fault);
                }
              });
      report.tell(policy, result, faults, !withoutObjects, seen);
      if (result.isWhole()) {
        keep(result.head().note());
        return 0;
      }
      return REFUSED;
    } catch (ForkException fork) {
      report.refused(fork, write(fork.evidence()));
      return REFUSED;
    } catch (LedgerException refused) {
      report.refused(refused, null);
      return REFUSED;
    } catch (IOException unreadable) {
      session.refuse(
          register + " : illisible (" + unreadable + ")",
          register + ": unreadable (" + unreadable + ")");
      return UNUSABLE;
    }
  }

  private @Nullable Note seen() throws IOException {
    return state == null || Files.notExists(state) ? null : Note.parse(Files.readString(state));
  }

  private void keep(Note head) throws IOException {
    if (state != null) {
      var fresh = state.resolveSibling(state.getFileName() + ".new");
      Files.write(fresh, head.bytes());
      Files.move(fresh, state, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private @Nullable Path write(Equivocation proof) {
    var text = proof.print().getBytes(UTF_8);
    var file =
        evidence != null
            ? evidence
            : Path.of("preuve-" + Hash.sha256(text).hex().substring(0, 16) + ".txt");
    try {
      return Files.write(file, text);
    } catch (IOException full) {
      session.refuse(
          "la preuve n’a pas pu être écrite (" + full + ") : donnez --evidence.",
          "the evidence could not be written (" + full + "): give --evidence.");
      return null;
    }
  }
}
