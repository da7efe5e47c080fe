package org.bouclier.node.command;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.bouclier.node.site.SecretFile;

/**
 * {@code data/bouclier.properties}: what the node is told at its first start and reads at each
 * later one. UTF-8, mode 0600 (it may hold the password of a database), meant to be edited by hand.
 */
final class SiteFile {

  private static final int MAX_BYTES = 100_000;

  /** The keys of the whole node; a desk has its own below {@code bouclier.<desk>.}. */
  private static final Set<String> KEYS =
      Set.of(
          "bouclier.state",
          "bouclier.name",
          "bouclier.city",
          "bouclier.listen",
          "bouclier.public-name",
          "bouclier.federation-listen",
          "bouclier.federation-url",
          "bouclier.zone",
          "bouclier.database-url");

  private SiteFile() {}

  static Path path(Path data) {
    return data.resolve("bouclier.properties");
  }

  /**
   * Reads the file; empty when it is absent.
   *
   * @throws IllegalArgumentException naming the key, if the node does not know one: a typo must not
   *     be found during an incident
   */
  static Map<String, String> read(Path data) throws IOException {
    Path file = path(data);
    var keys = new LinkedHashMap<String, String>();
    if (!Files.exists(file)) {
      return keys;
    }
    if (Files.size(file) > MAX_BYTES) {
      throw new IllegalArgumentException(file + " : plus de " + MAX_BYTES + " octets");
    }
    var properties = new Properties();
    properties.load(new StringReader(Files.readString(file)));
    for (String key : new TreeSet<>(properties.stringPropertyNames())) {
      if (isOfTheNode(key) && !KEYS.contains(key)) {
        throw new IllegalArgumentException(file + " : " + key + " ?");
      }
      keys.put(key, properties.getProperty(key).strip());
    }
    return keys;
  }

  /** Writes the file of the first start. */
  static void write(Path data, Map<String, String> keys) throws IOException {
    var text =
        new StringBuilder(
            """
            # Ce nœud : écrit au premier démarrage, relu à chacun des suivants.
            # Modifiez-le à votre gré (UTF-8), puis : bouclier stop ; bouclier start
            # Written at the first start, read at each later one. Edit it, then stop and start.
            """);
    keys.forEach((key, value) -> text.append(key).append('=').append(escape(value)).append('\n'));
    SecretFile.write(path(data), text.toString());
  }

  private static boolean isOfTheNode(String key) {
    return key.startsWith("bouclier.") && key.indexOf('.', "bouclier.".length()) < 0;
  }

  private static String escape(String value) {
    return value.replace("\\", "\\\\");
  }
}
