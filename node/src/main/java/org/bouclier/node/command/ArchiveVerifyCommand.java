package org.bouclier.node.command;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.bouclier.detect.archive.Archive;
import org.bouclier.detect.archive.ArchiveCheck;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code bouclier archive verify}: reads a whole archive and checks all hashes, files and indexes.
 * Exit code 0 if all is right, 1 if something is wrong.
 */
@Command(
    name = "verify",
    description = "Relit toute une archive : empreintes, fichiers entiers, index conformes.")
final class ArchiveVerifyCommand implements Callable<Integer> {

  private static final int UNUSABLE = 2;

  private final Session session;

  @Parameters(
      paramLabel = "ARCHIVE",
      description = "Le répertoire de l’archive, ou s3://compartiment/préfixe.",
      descriptionKey = "archive")
  private String archive = "";

  ArchiveVerifyCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Optional<Archive> kept = NamedArchive.existing(session, archive);
    if (kept.isEmpty()) {
      return UNUSABLE;
    }
    try {
      var checked =
          new ArchiveCheck(kept.get())
              .run((key, fault) -> session.err().println(key + " : " + fault));
      session.out().println("segments\t" + checked.segments());
      session.out().println("blocks\t" + checked.blocks());
      session.out().println("lines\t" + checked.lines());
      session.out().println("bytes\t" + checked.rawBytes());
      session.out().println("files_proven\t" + checked.files());
      session.out().println("faults\t" + checked.faults());
      return checked.faults() == 0 ? 0 : 1;
    } catch (IOException unreadable) {
      session.refuse(
          archive + " : illisible (" + unreadable.getMessage() + ")",
          archive + ": unreadable (" + unreadable.getMessage() + ")");
      return UNUSABLE;
    }
  }
}
