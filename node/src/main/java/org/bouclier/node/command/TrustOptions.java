package org.bouclier.node.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.bouclier.ledger.log.LedgerException;
import org.bouclier.ledger.log.TrustPolicy;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whose signatures count: one key, or a policy with logs, witnesses and a quorum. */
final class TrustOptions {

  @Option(
      names = "--key",
      paramLabel = "CLÉ",
      description = "La clé publique du registre (nom+empreinte+clé), ou un fichier qui la porte.")
  @Nullable String key;

  @Option(
      names = "--policy",
      paramLabel = "FICHIER",
      description = "Une politique de confiance (C2SP tlog-policy) : registres, témoins, quorum.")
  @Nullable Path policy;

  /**
   * The policy that was given; empty if it could not be had, which was said.
   *
   * @param session hears what is wrong
   */
  Optional<TrustPolicy> read(Session session) {
    if ((key == null) == (policy == null)) {
      session.refuse(
          "donnez --key ou --policy : sans clé publique, rien n’est prouvé.",
          "give --key or --policy: without a public key nothing is proved.");
      return Optional.empty();
    }
    try {
      return Optional.of(
          policy != null
              ? TrustPolicy.parse(bounded(policy))
              : TrustPolicy.parse("log " + keyText(key) + "\nquorum none\n"));
    } catch (LedgerException malformed) {
      session.refuse(
          "clé ou politique illisible (" + malformed.getMessage() + ").",
          "key or policy unreadable (" + malformed.getMessage() + ").");
    } catch (IOException unreadable) {
      session.refuse(
          "fichier illisible (" + unreadable.getMessage() + ").",
          "unreadable file (" + unreadable.getMessage() + ").");
    }
    return Optional.empty();
  }

  private static String keyText(@Nullable String given) throws IOException {
    var text = given == null ? "" : given.strip();
    var file = file(text);
    return file.isPresent()
        ? new String(bounded(file.get()), java.nio.charset.StandardCharsets.UTF_8).strip()
        : text;
  }

  private static Optional<Path> file(String text) {
    try {
      return Optional.of(Path.of(text)).filter(Files::isRegularFile);
    } catch (InvalidPathException aKeyThen) {
      return Optional.empty();
    }
  }

  private static byte[] bounded(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      var bytes = in.readNBytes(TrustPolicy.MAX_BYTES + 1);
      if (bytes.length > TrustPolicy.MAX_BYTES) {
        throw new IOException(file + " : plus de 1 Mio");
      }
      return bytes;
    }
  }
}
