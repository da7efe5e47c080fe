package org.bouclier.node.command;

import java.util.LinkedHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What became of the lines of one file, told as it goes: refused lines by number and reason, how
 * far it has come on a terminal, a sum at the end. Not thread-safe.
 */
final class IngestReport {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int TOLD_LINES = 20;
  private static final long SECOND = 1_000_000_000L;

  private final Session session;
  private final boolean json;
  private final String file;
  private final long fileBytes;
  private final long startNanos = System.nanoTime();
  private long accepted;
  private long refused;
  private long reached;
  private long shownNanos = startNanos;
  private boolean shown;

  /**
   * @param file as the person named it
   * @param fileBytes its size, or 0 if it is not known
   */
  IngestReport(Session session, boolean json, String file, long fileBytes) {
    this.session = session;
    this.json = json;
    this.file = file;
    this.fileBytes = fileBytes;
  }

  /** Names a refused line: the first ones on the screen, all of them for programs. */
  void refuse(long line, String code, String detail) {
    refused++;
    if (json) {
      var fields = new LinkedHashMap<String, Object>();
      fields.put("file", file);
      fields.put("line", line);
      fields.put("code", code);
      fields.put("detail", detail);
      session.out().println(JSON.writeValueAsString(fields));
    } else if (refused <= TOLD_LINES) {
      clear();
      session.err().println(file + ":" + line + " : " + detail + " [" + code + "]");
    }
  }

  /**
   * Takes note of what the node answered.
   *
   * @param answer of {@code POST /api/v1/logs/{source}}
   * @param firstLine the line of the file with which the body began
   */
  void take(JsonNode answer, long firstLine) {
    accepted += answer.path("accepted").asLong(0);
    long named = 0;
    for (JsonNode line : answer.path("refused")) {
      refuse(
          firstLine + line.path("line").asLong() - 1,
          line.path("code").asString(""),
          line.path("detail").asString(""));
      named++;
    }
    refused += answer.path("refusedCount").asLong(0) - named;
  }

  /** All lines up to this one were dealt with; shown on a terminal, once a second. */
  void reached(long line) {
    reached = line;
    long now = System.nanoTime();
    if (json || !session.isTerminal() || now - shownNanos < SECOND) {
      return;
    }
    shownNanos = now;
    shown = true;
    session
        .err()
        .print(
            String.format(
                session.speech().locale(),
                "\r\u001b[K%s%s  %,d %s  %,.0f/s",
                file,
                fileBytes == 0 ? "" : " (" + session.speech().bytes(fileBytes) + ")",
                reached,
                session.speech().say("lignes", "lines"),
                accepted * 1e9 / (now - startNanos)));
    session.err().flush();
  }

  /** Tells why it went no further, and how to go on. */
  void stopped(String reason) {
    clear();
    long next = reached + 1;
    session.refuse(
        file
            + " : arrêt après la ligne "
            + reached
            + " ("
            + reason
            + "). Pour reprendre : --from-line="
            + next,
        file
            + ": stopped after line "
            + reached
            + " ("
            + reason
            + "). To go on: --from-line="
            + next);
  }

  /** Whether no line was refused. */
  boolean isWhole() {
    return refused == 0;
  }

  private void clear() {
    if (shown) {
      session.err().print("\r\u001b[K");
      shown = false;
    }
  }

  /** Tells the sum. */
  void tell() {
    clear();
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    if (json) {
      var fields = new LinkedHashMap<String, Object>();
      fields.put("file", file);
      fields.put("lines", reached);
      fields.put("accepted", accepted);
      fields.put("refused", refused);
      fields.put("seconds", Math.round(seconds * 1000) / 1000.0);
      session.out().println(JSON.writeValueAsString(fields));
      return;
    }
    var locale = session.speech().locale();
    session.answer(
        String.format(
            locale,
            "%s : %,d lignes prises, %,d refusées (%.1f s)",
            file,
            accepted,
            refused,
            seconds),
        String.format(
            locale, "%s: %,d lines taken, %,d refused (%.1f s)", file, accepted, refused, seconds));
  }
}
