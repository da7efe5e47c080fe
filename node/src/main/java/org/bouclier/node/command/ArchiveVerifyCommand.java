package org.bouclier.node.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.bouclier.detect.archive.Archive;
import org.bouclier.detect.archive.ArchiveCheck;
import org.bouclier.detect.archive.DiskStore;
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
      description = "Le répertoire de l’archive.",
      descriptionKey = "archive")
  private Path archive = Path.of("");

  ArchiveVerifyCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (!Files.isDirectory(archive)) {
      session.refuse(archive + " : pas une archive", archive + ": no archive");
      return UNUSABLE;
    }
    try {
      var checked =
          new ArchiveCheck(new Archive(new DiskStore(archive)))
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
