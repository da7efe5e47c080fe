package org.bouclier.node.command;

import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.bouclier.ledger.log.LedgerException;
import org.bouclier.ledger.log.LogAudit;
import org.bouclier.ledger.log.Note;
import org.bouclier.ledger.log.TreeHead;
import org.bouclier.ledger.log.TrustPolicy;
import org.bouclier.ledger.spool.SpoolAudit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Tells what an audit of a register found, to a person or to a program. */
record LedgerReport(Session session, String register, boolean json) {

  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  // ---- an audit that went to its end

  void tell(
      TrustPolicy policy,
      SpoolAudit.Result result,
      List<LogAudit.Fault> faults,
      boolean withObjects,
      @Nullable Note seen) {
    if (json) {
      print(fields(policy, result, faults, withObjects));
      return;
    }
    var head = result.head().head();
    line("Registre", "Register", head.origin(), head.origin());
    line(
        "Relevé",
        "Head",
        number(head.size()) + " entrées, racine " + head.root().base64(),
        number(head.size()) + " entries, root " + head.root().base64());
    line("Signature", "Signature", "valable", "valid");
    if (seen != null) {
      long before = TreeHead.parse(seen.text()).size();
      line(
          "Croissance",
          "Growth",
          "suite du relevé de " + number(before) + " entrées",
          "grown from the head of " + number(before) + " entries");
    }
    witnesses(policy, result);
    var log = result.log();
    line(
        "Fichiers",
        "Files",
        number(log.bundles()) + " paquets d’entrées et " + number(log.tiles()) + " tuiles vérifiés",
        number(log.bundles())
            + " bundles of entries and "
            + number(log.tiles())
            + " tiles verified");
    var leaves =
        result.leaves().entrySet().stream()
            .map(type -> number(type.getValue()) + " " + type.getKey())
            .collect(Collectors.joining(", "));
    if (!leaves.isEmpty()) {
      line("Feuilles", "Leaves", leaves, leaves);
    }
    if (withObjects) {
      objects(result.objects());
    }
    for (LogAudit.Fault fault : faults) {
      session.err().println("  " + fault.path() + " [" + fault.code() + "] " + fault.message());
    }
    verdict(result);
  }

  private void witnesses(TrustPolicy policy, SpoolAudit.Result result) {
    if (!policy.asksForWitnesses()) {
      return;
    }
    var witnessed = result.witnessed();
    var seen =
        witnessed.seen().stream()
            .map(one -> one.witness().label() + " " + MOMENT.format(one.at()) + " UTC")
            .collect(Collectors.joining(", "));
    var size = number(witnessed.checkpoint().size());
    line(
        "Témoins",
        "Witnesses",
        (seen.isEmpty() ? "aucun" : seen)
            + " ; quorum "
            + (witnessed.quorum() ? "atteint à " + size + " entrées" : "manquant"),
        (seen.isEmpty() ? "none" : seen)
            + "; quorum "
            + (witnessed.quorum() ? "reached at " + size + " entries" : "missing"));
  }

  private void objects(SpoolAudit.Objects objects) {
    line(
        "Plis",
        "Objects",
        String.format(
            session.speech().locale(),
            "%,d conformes, %,d expirés, %,d absents, %,d altérés",
            objects.whole(),
            objects.expired(),
            objects.absent(),
            objects.damaged()),
        String.format(
            session.speech().locale(),
            "%,d whole, %,d expired, %,d absent, %,d damaged",
            objects.whole(),
            objects.expired(),
            objects.absent(),
            objects.damaged()));
  }

  private void verdict(SpoolAudit.Result result) {
    if (result.isWhole()) {
      session.answer("Conforme.", "As signed.");
    } else if (result.faults() == 0) {
      session.refuse(
          "le registre est conforme, mais trop peu de témoins l’ont cosigné.",
          "the register is as signed, but too few witnesses have cosigned it.");
    } else {
      session.refuse(
          number(result.faults())
              + " défauts ; "
              + number(result.log().unverified())
              + " fichiers n’ont pu être vérifiés à cause d’eux.",
          number(result.faults())
              + " faults; "
              + number(result.log().unverified())
              + " files could not be verified because of them.");
    }
  }

  private Map<String, Object> fields(
      TrustPolicy policy,
      SpoolAudit.Result result,
      List<LogAudit.Fault> faults,
      boolean withObjects) {
    var head = result.head().head();
    var fields = new LinkedHashMap<String, Object>();
    fields.put("register", register);
    fields.put("ok", result.isWhole());
    fields.put("origin", head.origin());
    fields.put("size", head.size());
    fields.put("root", head.root().base64());
    if (policy.asksForWitnesses()) {
      fields.put("quorum", result.witnessed().quorum());
      fields.put("witnessedSize", result.witnessed().checkpoint().size());
      var seen = new ArrayList<Map<String, Object>>();
      result
          .witnessed()
          .seen()
          .forEach(
              one -> seen.add(Map.of("witness", one.witness().label(), "at", one.at().toString())));
      fields.put("witnesses", seen);
    }
    fields.put("entries", result.log().entries());
    fields.put("bundles", result.log().bundles());
    fields.put("tiles", result.log().tiles());
    fields.put("leaves", result.leaves());
    if (withObjects) {
      var objects = new LinkedHashMap<String, Object>();
      objects.put("whole", result.objects().whole());
      objects.put("expired", result.objects().expired());
      objects.put("absent", result.objects().absent());
      objects.put("damaged", result.objects().damaged());
      fields.put("objects", objects);
    }
    fields.put("faultCount", result.faults());
    fields.put("unverified", result.log().unverified());
    fields.put("faults", faults);
    return fields;
  }

  // ---- an audit that stopped at the head

  void refused(LedgerException refused, @Nullable Path evidence) {
    if (json) {
      var fields = new LinkedHashMap<String, Object>();
      fields.put("register", register);
      fields.put("ok", false);
      fields.put("code", refused.code());
      fields.put("detail", String.valueOf(refused.getMessage()));
      if (evidence != null) {
        fields.put("evidence", evidence.toString());
      }
      print(fields);
      return;
    }
    session.refuse(
        register + " [" + refused.code() + "] " + refused.explanation().replace('\'', '’'),
        register + " [" + refused.code() + "] " + refused.getMessage());
    if (evidence != null) {
      session.refuse(
          "la preuve est dans "
              + evidence
              + " : bouclier ledger verify-evidence la vérifie partout.",
          "the evidence is in "
              + evidence
              + ": bouclier ledger verify-evidence checks it anywhere.");
    }
  }

  // ---- writing

  private void line(String french, String english, String frenchText, String englishText) {
    session
        .out()
        .println(
            session
                .speech()
                .say(
                    String.format(Locale.ROOT, "%-12s%s", french, frenchText),
                    String.format(Locale.ROOT, "%-12s%s", english, englishText)));
  }

  private String number(long value) {
    return String.format(session.speech().locale(), "%,d", value);
  }

  private void print(Map<String, Object> fields) {
    session.out().println(JsonMapper.shared().writeValueAsString(fields));
  }
}
