package org.bouclier.node.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import org.bouclier.detect.archive.HuntHit;
import org.bouclier.detect.archive.HuntPlace;
import org.bouclier.detect.archive.HuntSink;
import org.bouclier.detect.archive.HuntTotals;
import org.bouclier.detect.archive.SegmentName;
import org.bouclier.detect.scan.IndicatorFiles;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Writes what a hunt finds, one JSON object a line, and tells how far it has come. */
final class HuntReport implements HuntSink {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final double SECOND = 1e9;
  private static final double MEGA = 1e6;

  private final Session session;
  private final IndicatorFiles lists;
  private final Precautions precautions;
  private final OutputStream out;
  private final boolean terminal;
  private boolean onScreen;

  HuntReport(Session session, IndicatorFiles lists, Precautions precautions, OutputStream out) {
    this.session = session;
    this.lists = lists;
    this.precautions = precautions;
    this.out = out;
    this.terminal = session.isTerminal();
  }

  @Override
  public void hit(HuntHit hit) throws IOException {
    HuntPlace place = hit.place();
    var fields = new LinkedHashMap<String, @Nullable Object>();
    fields.put("file", place.origin().name());
    fields.put("line", place.record());
    fields.put("offset", place.recordOffset());
    MatchFields.put(hit.match(), lists, fields);
    fields.put("time", place.time());
    precautions.tell(hit.match(), fields);
    fields.put("received", place.received().toString());
    fields.put("segment", place.segment().text());
    fields.put("segment_sha256", place.sha256());
    fields.put("block", place.block());
    fields.put("segment_line", place.line());
    fields.put("segment_offset", place.offset());
    out.write(JSON.writeValueAsString(fields).getBytes(UTF_8));
    out.write('\n');
  }

  @Override
  public void damaged(SegmentName segment, String fault) {
    end();
    session.refuse(
        segment.text() + " : abîmé, laissé de côté (" + fault + ")",
        segment.text() + ": damaged, left out (" + fault + ")");
  }

  @Override
  public void done(SegmentName segment, int number, int of) {
    if (terminal) {
      onScreen = true;
      session
          .err()
          .print(
              "\r\u001b[K" + number + session.speech().say(" segments sur ", " segments of ") + of);
      session.err().flush();
    }
  }

  /** Takes the progress off the screen. */
  void end() {
    if (onScreen) {
      session.err().print("\r\u001b[K");
      onScreen = false;
    }
  }

  /** Tells the sums, one a line: name, tab, number. */
  void tell(HuntTotals totals, long loadNanos, long huntNanos) {
    line("days", "%d", totals.days());
    line("segments", "%d", totals.segments());
    line("segments_opened", "%d", totals.opened());
    line("blocks_unpacked", "%d", totals.blocks());
    line("bytes_read", "%d", totals.bytesRead());
    line("bytes_unpacked", "%d", totals.bytesUnpacked());
    line("bytes_scanned", "%d", totals.bytesScanned());
    line("lines_scanned", "%d", totals.lines());
    line("matches_indicator", "%d", totals.indicators() - precautions.heldBack());
    if (precautions.isAsked()) {
      line("matches_precaution", "%d", precautions.heldBack());
    }
    line("matches_sigma", "%d", totals.rules());
    line("matches_correlation", "%d", totals.correlations());
    line("undated_events", "%d", totals.undatedEvents());
    line("damaged", "%d", totals.damaged());
    line("load_s", "%.2f", loadNanos / SECOND);
    line("hunt_s", "%.2f", huntNanos / SECOND);
    line("peak_memory_mb", "%.0f", ResidentMemory.peakBytes() / MEGA);
  }

  private void line(String name, String format, Object value) {
    session.err().println(name + "\t" + String.format(Locale.ROOT, format, value));
  }
}
