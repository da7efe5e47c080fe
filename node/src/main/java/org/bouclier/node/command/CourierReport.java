package org.bouclier.node.command;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bouclier.ledger.log.LedgerException;
import org.bouclier.ledger.log.LogAudit;
import org.bouclier.ledger.log.NoteVerifier;
import org.bouclier.ledger.spool.Courier;
import tools.jackson.databind.json.JsonMapper;

/** Tells what was carried: a line a register, for a person or a program. */
record CourierReport(Session session, boolean json) {

  void carried(NoteVerifier log, Courier.Result result) {
    var head = result.head().head();
    if (json) {
      var fields = fields(log);
      fields.put("size", head.size());
      fields.put("root", head.root().base64());
      fields.put("before", result.before());
      fields.put("files", result.files());
      fields.put("objects", result.objects());
      fields.put("objectBytes", result.objectBytes());
      fields.put("absent", result.absent());
      fields.put("left", result.left());
      fields.put("faults", result.faults());
      print(fields);
      return;
    }
    var speech = session.speech();
    session.answer(
        String.format(
            speech.locale(),
            "%s : %,d entrées (de %,d à %,d), racine %s",
            CourierOptions.state(log),
            head.size() - result.before(),
            result.before(),
            head.size(),
            head.root().base64()),
        String.format(
            speech.locale(),
            "%s: %,d entries (from %,d to %,d), root %s",
            CourierOptions.state(log),
            head.size() - result.before(),
            result.before(),
            head.size(),
            head.root().base64()));
    session.answer(
        String.format(
            speech.locale(),
            "  %,d plis (%s), %,d absents, %,d laissés faute de place, %,d altérés",
            result.objects(),
            speech.bytes(result.objectBytes()),
            result.absent(),
            result.left(),
            result.faults()),
        String.format(
            speech.locale(),
            "  %,d objects (%s), %,d absent, %,d left for want of room, %,d damaged",
            result.objects(),
            speech.bytes(result.objectBytes()),
            result.absent(),
            result.left(),
            result.faults()));
  }

  void fault(LogAudit.Fault fault) {
    session.err().println("  " + fault.path() + " [" + fault.code() + "] " + fault.message());
  }

  void refused(NoteVerifier log, LedgerException refused) {
    refused(
        log,
        refused.code(),
        refused.explanation().replace('\'', '’'),
        String.valueOf(refused.getMessage()));
  }

  void refused(NoteVerifier log, String code, String french, String english) {
    if (json) {
      var fields = fields(log);
      fields.put("code", code);
      fields.put("detail", english);
      print(fields);
      return;
    }
    var state = CourierOptions.state(log);
    session.refuse(state + " [" + code + "] " + french, state + " [" + code + "] " + english);
  }

  private static Map<String, Object> fields(NoteVerifier log) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("origin", log.name());
    return fields;
  }

  private void print(Map<String, Object> fields) {
    session.out().println(JsonMapper.shared().writeValueAsString(fields));
  }
}
