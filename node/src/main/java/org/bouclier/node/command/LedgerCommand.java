package org.bouclier.node.command;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code bouclier ledger}: the registers of exports, in the hands of whoever wants to check. */
@Command(
    name = "ledger",
    description = "Vérifie un registre et ses preuves ; porte les registres sur clé USB.")
final class LedgerCommand implements VerbGroup, Callable<Integer> {

  private final Session session;

  @Spec private CommandSpec spec = CommandSpec.create();

  LedgerCommand(Session session) {
    this.session = session;
  }

  @Override
  public List<Object> verbs() {
    return List.of(
        new LedgerVerifyCommand(session),
        new LedgerVerifyEvidenceCommand(session),
        new LedgerExportCommand(session),
        new LedgerImportCommand(session),
        new LedgerRecoverCommand(session));
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(session.out());
    return 0;
  }
}
