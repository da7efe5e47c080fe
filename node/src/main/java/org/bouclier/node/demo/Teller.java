package org.bouclier.node.demo;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tells the steps as they happen: sentences with timings for people, or one JSON object a line for
 * machines. Times are counted from the start of the telling, by a clock that never goes back.
 */
final class Teller {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int BAR = 24;

  private final PrintStream out;
  private final boolean json;
  private final boolean terminal;
  private final long startNanos = System.nanoTime();
  private long stepNanos = startNanos;
  private String current = "";
  private boolean barShown;

  Teller(PrintStream out, boolean json, boolean terminal) {
    this.out = out;
    this.json = json;
    this.terminal = terminal && !json;
  }

  /**
   * Begins a step.
   *
   * @param step its stable name, for machines
   */
  void begin(String step) {
    current = step;
    stepNanos = System.nanoTime();
  }

  /**
   * Tells that the step happened.
   *
   * @param sentence what happened, for people
   * @param facts what a machine may want to check
   */
  void happened(String sentence, Map<String, ?> facts) {
    long now = System.nanoTime();
    double took = (now - stepNanos) / 1e9;
    if (json) {
      var line = new TreeMap<String, Object>(facts);
      line.put("step", current);
      line.put("ok", true);
      line.put("seconds", Math.round(took * 1000) / 1000.0);
      line.put("at", Math.round((now - startNanos) / 1e6) / 1000.0);
      say(JSON.writeValueAsString(line));
    } else {
      clearBar();
      say(String.format(Locale.ROOT, "%8.2f s  ✓ %s", took, sentence));
    }
  }

  /** Tells that the step did not happen, after which nothing follows. */
  void failed(String reason) {
    if (json) {
      say(JSON.writeValueAsString(Map.of("step", current, "ok", false, "reason", reason)));
    } else {
      clearBar();
      say("            ✕ " + current + " : " + reason);
    }
  }

  /** Tells people something that is no step. */
  void note(String sentence) {
    if (!json) {
      clearBar();
      say(sentence);
    }
  }

  /** Shows how far a long step has come, on a terminal only. */
  void progress(String what, long done, long all) {
    if (!terminal) {
      return;
    }
    int full = (int) (BAR * Math.min(done, all) / Math.max(1, all));
    out.print(
        "\r            ["
            + "█".repeat(full)
            + "·".repeat(BAR - full)
            + "] "
            + what
            + " "
            + done
            + "/"
            + all
            + "\u001b[K");
    out.flush();
    barShown = true;
  }

  private void clearBar() {
    if (barShown) {
      out.print("\r\u001b[K");
      barShown = false;
    }
  }

  private void say(String line) {
    out.println(line);
    out.flush();
  }
}
