package org.bouclier.node.command;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which node a verb speaks of: the directory of its data. */
final class DataOption {

  @Option(
      names = "--data",
      paramLabel = "RÉPERTOIRE",
      description =
          "Les données du nœud. Par défaut : $BOUCLIER_DATA, sinon /var/lib/bouclier pour root et"
              + " ~/.local/share/bouclier pour les autres.")
  @Nullable Path given;

  /** The directory, absolute; it may be absent. */
  Path path() {
    return (given == null ? usual(System.getenv()) : given).toAbsolutePath().normalize();
  }

  private static Path usual(Map<String, String> environment) {
    String named = environment.getOrDefault("BOUCLIER_DATA", "");
    if (!named.isEmpty()) {
      return Path.of(named);
    }
    if ("root".equals(System.getProperty("user.name"))) {
      return Path.of("/var/lib/bouclier");
    }
    String shared = environment.getOrDefault("XDG_DATA_HOME", "");
    return shared.isEmpty()
        ? Path.of(System.getProperty("user.home"), ".local/share/bouclier")
        : Path.of(shared, "bouclier");
  }
}
