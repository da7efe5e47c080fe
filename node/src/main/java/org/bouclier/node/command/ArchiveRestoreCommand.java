package org.bouclier.node.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.bouclier.detect.archive.Archive;
import org.bouclier.detect.archive.ArchiveRestore;
import org.bouclier.detect.archive.HuntPeriod;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code bouclier archive restore}: gives files back byte for byte, and says the SHA-256 of each
 * one that is proven to be what was put in. Exit code 2 if one is not.
 */
@Command(
    name = "restore",
    description = "Rend les fichiers d’une archive, octet pour octet, avec la preuve.")
final class ArchiveRestoreCommand implements Callable<Integer> {

  private static final int UNUSABLE = 2;

  private final Session session;

  @Parameters(
      index = "0",
      paramLabel = "ARCHIVE",
      description = "Le répertoire de l’archive, ou s3://compartiment/préfixe.",
      descriptionKey = "archive")
  private String archive = "";

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "NOM",
      description = "Les fichiers, ou les sources, de ces noms ; tous par défaut.",
      descriptionKey = "names")
  private List<String> names = List.of();

  @Option(
      names = "--to",
      required = true,
      paramLabel = "RÉPERTOIRE",
      description = "Où les écrire ; rien n’y est remplacé.",
      descriptionKey = "to")
  private Path to = Path.of("");

  ArchiveRestoreCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Optional<Archive> kept = NamedArchive.existing(session, archive);
    if (kept.isEmpty()) {
      return UNUSABLE;
    }
    var restore =
        new ArchiveRestore(
            kept.get(), HuntPeriod.ALL, origin -> names.isEmpty() || names.contains(origin.name()));
    try (var files = new RestoredFiles(session, to)) {
      restore.run(files);
      files.end();
      if (files.count() == 0) {
        session.refuse("aucun fichier de ce nom", "no file of that name");
        return UNUSABLE;
      }
      return files.isWhole() ? 0 : UNUSABLE;
    } catch (IOException failure) {
      session.refuse(
          "pas tout rendu : " + failure.getMessage(), "not all restored: " + failure.getMessage());
      return UNUSABLE;
    }
  }
}
