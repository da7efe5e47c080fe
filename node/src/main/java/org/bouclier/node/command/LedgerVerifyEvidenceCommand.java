package org.bouclier.node.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.bouclier.ledger.log.Equivocation;
import org.bouclier.ledger.log.LedgerException;
import org.bouclier.ledger.log.Note;
import org.bouclier.ledger.log.NoteVerifier;
import org.bouclier.ledger.log.TreeHead;
import org.bouclier.ledger.log.TrustPolicy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code bouclier ledger verify-evidence}: whether a file proves that a register signed two
 * histories. Needs the register's public key and nothing else: not the register, not this node.
 * Exit code 0 if it proves it, 1 if it proves nothing, 2 if it cannot be read.
 */
@Command(
    name = "verify-evidence",
    description = {
      "Dit si une preuve d’équivoque tient : deux relevés signés qui se contredisent.",
      "Code 0 : elle le prouve ; 1 : elle ne prouve rien ; 2 : illisible."
    })
final class LedgerVerifyEvidenceCommand implements Callable<Integer> {

  private static final int PROVES_NOTHING = 1;
  private static final int UNUSABLE = 2;

  /** Two notes and a path of 64 hashes. */
  private static final long MAX_BYTES = 2L * Note.MAX_BYTES + 16 * 1024;

  private final Session session;

  @Parameters(paramLabel = "PREUVE", description = "Le fichier.", descriptionKey = "evidence")
  private Path file = Path.of("");

  @Mixin private TrustOptions trust = new TrustOptions();

  @Option(names = "--json", description = "Répond en JSON, pour les programmes.")
  private boolean json;

  LedgerVerifyEvidenceCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    var policy = trust.read(session);
    if (policy.isEmpty()) {
      return UNUSABLE;
    }
    String text;
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new IOException("plus de " + MAX_BYTES + " octets");
      }
      text = Files.readString(file);
    } catch (IOException unreadable) {
      session.refuse(
          file + " : illisible (" + unreadable.getMessage() + ")",
          file + ": unreadable (" + unreadable.getMessage() + ")");
      return UNUSABLE;
    }
    try {
      var evidence = Equivocation.parse(text);
      evidence.verify(accused(policy.get(), evidence));
      tell(TreeHead.parse(evidence.smaller().text()), TreeHead.parse(evidence.larger().text()));
      return 0;
    } catch (LedgerException nothing) {
      refuse(nothing);
      return PROVES_NOTHING;
    }
  }

  /** The log of the policy that the smaller note names; any other key will not verify it. */
  private static NoteVerifier accused(TrustPolicy policy, Equivocation evidence) {
    var origin = TreeHead.parse(evidence.smaller().text()).origin();
    return policy.log(origin).orElse(policy.logs().getFirst()).key();
  }

  private void tell(TreeHead smaller, TreeHead larger) {
    if (json) {
      var fields = new LinkedHashMap<String, Object>();
      fields.put("proves", true);
      fields.put("origin", smaller.origin());
      fields.put("smallerSize", smaller.size());
      fields.put("smallerRoot", smaller.root().base64());
      fields.put("largerSize", larger.size());
      fields.put("largerRoot", larger.root().base64());
      print(fields);
      return;
    }
    session.answer(
        String.format(
            Locale.ROOT,
            "Preuve valable : %s a signé deux histoires qui se contredisent.",
            smaller.origin()),
        String.format(
            Locale.ROOT,
            "The evidence holds: %s signed two histories that contradict each other.",
            smaller.origin()));
    for (TreeHead head : new TreeHead[] {smaller, larger}) {
      session.answer(
          String.format(
              session.speech().locale(),
              "  %,d entrées, racine %s",
              head.size(),
              head.root().base64()),
          String.format(
              session.speech().locale(),
              "  %,d entries, root %s",
              head.size(),
              head.root().base64()));
    }
  }

  private void refuse(LedgerException nothing) {
    if (json) {
      var fields = new LinkedHashMap<String, Object>();
      fields.put("proves", false);
      fields.put("code", nothing.code());
      fields.put("detail", String.valueOf(nothing.getMessage()));
      print(fields);
      return;
    }
    session.refuse(
        file + " : ne prouve rien (" + nothing.code() + " : " + nothing.getMessage() + ").",
        file + ": proves nothing (" + nothing.code() + ": " + nothing.getMessage() + ").");
  }

  private void print(Map<String, Object> fields) {
    session.out().println(JsonMapper.shared().writeValueAsString(fields));
  }
}
