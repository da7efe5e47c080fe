package org.bouclier.node.command;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** How {@code scan} and {@code hunt} run, and where they tell what they find. */
final class RunOptions {

  private static final int OUTPUT_BUFFER = 1 << 16;
  private static final int MAX_THREADS = 1_024;

  @Option(
      names = "--output",
      paramLabel = "FICHIER",
      description = "Où écrire les trouvailles. Par défaut : la sortie standard.",
      descriptionKey = "output")
  private String output = "-";

  @Option(
      names = "--summary",
      description = "Dit à la fin, sur la sortie d’erreur, ce qui a été lu et trouvé.",
      descriptionKey = "summary")
  private boolean summary;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Combien de fils ; par défaut, un par processeur.",
      descriptionKey = "threads")
  private int threads = Runtime.getRuntime().availableProcessors();

  /** Whether they can be followed; if not, that is told. */
  boolean areUsable(Session session) {
    boolean usable = threads >= 1 && threads <= MAX_THREADS;
    if (!usable) {
      session.refuse("--threads : de 1 à 1024", "--threads: 1 to 1024");
    }
    return usable;
  }

  /** Name of the file that {@link #open} opens; {@code -} for standard output. */
  String output() {
    return output;
  }

  boolean wantsSummary() {
    return summary;
  }

  int threads() {
    return threads;
  }

  OutputStream open(Session session) throws IOException {
    OutputStream raw = output.equals("-") ? session.out() : Files.newOutputStream(Path.of(output));
    return new BufferedOutputStream(raw, OUTPUT_BUFFER);
  }
}
