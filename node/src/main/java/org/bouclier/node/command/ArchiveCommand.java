package org.bouclier.node.command;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code bouclier archive}: files in, files out, and what lies between them, without a node. */
@Command(name = "archive", description = "Garde des journaux comprimés, indexés et prouvables.")
final class ArchiveCommand implements VerbGroup, Callable<Integer> {

  private final Session session;

  @Spec private CommandSpec spec = CommandSpec.create();

  ArchiveCommand(Session session) {
    this.session = session;
  }

  @Override
  public List<Object> verbs() {
    return List.of(
        new ArchivePutCommand(session, System.in),
        new ArchiveVerifyCommand(session),
        new ArchiveRestoreCommand(session),
        new ArchivePruneCommand(session));
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(session.out());
    return 0;
  }
}
