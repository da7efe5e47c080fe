package org.bouclier.node.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import org.bouclier.detect.scan.IndicatorFiles;
import org.bouclier.detect.scan.ScanHit;
import org.bouclier.detect.scan.ScanSink;
import org.bouclier.detect.scan.ScanTotals;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Writes what a scan finds, one JSON object a line, and tells how far it has come. */
final class ScanReport implements ScanSink {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final long SECOND = 1_000_000_000L;
  private static final double MEGA = 1e6;

  private final Session session;
  private final IndicatorFiles lists;
  private final Precautions precautions;
  private final OutputStream out;
  private final boolean terminal;
  private final long begun = System.nanoTime();
  private long shown = begun;
  private boolean onScreen;
  private long lines;
  private long bytes;
  private boolean whole = true;

  ScanReport(Session session, IndicatorFiles lists, Precautions precautions, OutputStream out) {
    this.session = session;
    this.lists = lists;
    this.precautions = precautions;
    this.out = out;
    this.terminal = session.isTerminal();
  }

  @Override
  public void hit(ScanHit hit) throws IOException {
    var fields = new LinkedHashMap<String, @Nullable Object>();
    fields.put("file", hit.input());
    fields.put("line", hit.record());
    fields.put("offset", hit.offset());
    MatchFields.put(hit.match(), lists, fields);
    fields.put("time", hit.time());
    precautions.tell(hit.match(), fields);
    out.write(JSON.writeValueAsString(fields).getBytes(UTF_8));
    out.write('\n');
  }

  @Override
  public void unusable(String input, String message) {
    clear();
    whole = false;
    session.refuse(input + " : " + message, input + ": " + message);
  }

  @Override
  public void damaged(String input, String fault, long times) {
    clear();
    session.err().println(input + " : " + fault + " (" + times + ")");
  }

  @Override
  public void progress(long moreLines, long moreBytes) {
    lines += moreLines;
    bytes += moreBytes;
    long now = System.nanoTime();
    if (terminal && now - shown >= SECOND) {
      shown = now;
      onScreen = true;
      session
          .err()
          .print(
              String.format(
                  session.speech().locale(),
                  "\r\u001b[K%s  %,d %s  %,.0f %s",
                  session.speech().bytes(bytes),
                  lines,
                  session.speech().say("lignes", "lines"),
                  bytes / MEGA / ((now - begun) / (double) SECOND),
                  session.speech().say("Mo/s", "MB/s")));
      session.err().flush();
    }
  }

  /** Whether everything that was named could be used. */
  boolean isWhole() {
    return whole;
  }

  /** Takes the progress off the screen. */
  void end() {
    clear();
  }

  private void clear() {
    if (onScreen) {
      session.err().print("\r\u001b[K");
      onScreen = false;
    }
  }

  /** Tells the sums, one a line: name, tab, number. */
  void tell(ScanTotals totals, long loadNanos, long scanNanos) {
    double seconds = Math.max(1, scanNanos) / (double) SECOND;
    line("files", "%d", totals.inputs());
    line("lines", "%d", totals.lines());
    line("bytes", "%d", totals.bytes());
    line("unreadable_lines", "%d", totals.unreadable());
    line("too_long_lines", "%d", totals.tooLong());
    line("nested_archives", "%d", totals.nestedArchives());
    line("matches_indicator", "%d", totals.indicators() - precautions.heldBack());
    if (precautions.isAsked()) {
      line("matches_precaution", "%d", precautions.heldBack());
    }
    line("matches_sigma", "%d", totals.rules());
    line("matches_correlation", "%d", totals.correlations());
    line("undated_events", "%d", totals.undatedEvents());
    line("late_events", "%d", totals.lateEvents());
    line("mb_per_s", "%.1f", totals.bytes() / MEGA / seconds);
    line("events_per_s", "%.0f", totals.lines() / seconds);
    line("load_s", "%.2f", loadNanos / (double) SECOND);
    line("scan_s", "%.2f", seconds);
    line("peak_memory_mb", "%.0f", ResidentMemory.peakBytes() / MEGA);
  }

  private void line(String name, String format, Object value) {
    session.err().println(name + "\t" + String.format(Locale.ROOT, format, value));
  }
}
