package org.bouclier.node.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bouclier.ledger.log.Hash;
import org.bouclier.ledger.log.LedgerException;
import org.bouclier.ledger.log.NoteVerifier;
import org.bouclier.ledger.log.TrustPolicy;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What export and import share: the node's directory, and whose registers it knows. */
final class CourierOptions {

  private static final Pattern ORIGIN = Pattern.compile("bouclier\\.([a-z][a-z0-9]{1,7})/exports");

  @Mixin DataOption data = new DataOption();

  @Option(names = "--json", description = "Répond en JSON, pour les programmes.")
  boolean json;

  /** Where the node keeps its own register. */
  Path own() {
    return data.path().resolve("ledger");
  }

  /** Where couriers bring the register of a peer, and where it is taken from for others. */
  Path mirror(NoteVerifier log) {
    return data.path().resolve("federation").resolve("mirror").resolve(place(log));
  }

  /** Where evidence lies. */
  Path evidence() {
    return data.path().resolve("federation").resolve("evidence");
  }

  /** The directory of a register among others: the hash of its origin. */
  static String place(NoteVerifier log) {
    return Hash.sha256(log.name().getBytes(UTF_8)).hex();
  }

  /** The code of the state whose register it is, for a person; the origin if it is another's. */
  static String state(NoteVerifier log) {
    var origin = ORIGIN.matcher(log.name());
    return origin.matches() ? origin.group(1).toUpperCase(Locale.ROOT) : log.name();
  }

  /** The registers that this node knows, its own first; empty if none, which was said. */
  Optional<Map<String, NoteVerifier>> logs(Session session) {
    var file = data.path().resolve("federation").resolve("policy.txt");
    try {
      if (Files.notExists(file)) {
        session.refuse(
            data.path() + " : pas les données d’un nœud, ou il n’a jamais démarré.",
            data.path() + ": not the data of a node, or it never started.");
        return Optional.empty();
      }
      if (Files.size(file) > TrustPolicy.MAX_BYTES) {
        throw new IOException(file + " : plus de 1 Mio");
      }
      var logs = new LinkedHashMap<String, NoteVerifier>();
      for (TrustPolicy.Log log : TrustPolicy.parse(Files.readAllBytes(file)).logs()) {
        logs.put(place(log.key()), log.key());
      }
      return Optional.of(logs);
    } catch (IOException | LedgerException unreadable) {
      session.refuse(
          file + " : illisible (" + unreadable.getMessage() + ").",
          file + ": unreadable (" + unreadable.getMessage() + ").");
      return Optional.empty();
    }
  }
}
