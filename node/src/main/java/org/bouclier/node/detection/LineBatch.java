package org.bouclier.node.detection;

import java.util.ArrayList;
import java.util.List;
import org.bouclier.detect.log.LineRanges;
import org.bouclier.detect.log.LogFormat;
import org.jspecify.annotations.Nullable;

/** The lines of one body: those to take, and those refused by number. Not thread-safe. */
final class LineBatch {

  /** Refusals told one by one; beyond, only counted. */
  static final int MAX_TOLD = 100;

  /** A line that is not taken; numbers start at 1. */
  record Refused(int line, LineFault fault) {}

  private final LineRanges taken = new LineRanges();
  private final List<Refused> refused = new ArrayList<>();
  private int refusedCount;

  /** Lines of one body: their places take memory too. */
  static final int MAX_LINES = 200_000;

  /**
   * Splits a body at its line feeds and judges each line that is not blank.
   *
   * @throws RefusedBody if there are too many
   */
  static LineBatch split(LogFormat format, byte[] bytes, int length) {
    var batch = new LineBatch();
    int number = 0;
    int start = 0;
    while (start < length) {
      int end = start;
      while (end < length && bytes[end] != '\n') {
        end++;
      }
      number++;
      if (number > MAX_LINES) {
        throw tooManyLines();
      }
      int last = end > start && bytes[end - 1] == '\r' ? end - 1 : end;
      int first = start;
      while (first < last && (bytes[first] == ' ' || bytes[first] == '\t')) {
        first++;
      }
      if (first < last) {
        batch.add(number, LineCheck.fault(format, bytes, first, last), first, last);
      }
      start = end + 1;
    }
    return batch;
  }

  static RefusedBody tooManyLines() {
    return new RefusedBody(
        413,
        "too-many-lines",
        "Plus de 200 000 lignes : rien n’en a été pris, envoyez-les en parts");
  }

  private void add(int number, @Nullable LineFault fault, int from, int to) {
    if (fault == null) {
      taken.add(from, to);
      return;
    }
    refusedCount++;
    if (refused.size() < MAX_TOLD) {
      refused.add(new Refused(number, fault));
    }
  }

  LineRanges taken() {
    return taken;
  }

  List<Refused> refused() {
    return refused;
  }

  int refusedCount() {
    return refusedCount;
  }
}
