package org.bouclier.detect.archive;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Follows archived files through the segments, and tells at the end of each whether its bytes are
 * those that were put in. One thread at a time.
 */
final class FileProofs {

  /** What became of a file. */
  enum Outcome {
    /** Every byte is there: length and SHA-256 are those of the file that was put in. */
    PROVEN,
    /** It is another file than was put in. */
    DIFFERENT,
    /** A part is missing: its beginning was deleted, or its end never archived. */
    INCOMPLETE
  }

  /** A file, as far as it was seen. */
  record Proof(LineOrigin origin, long bytes, Outcome outcome, byte[] sha256) {}

  private static final class State {
    final LineOrigin origin;
    final MessageDigest digest = Sha256.digest();
    long bytes;
    boolean torn;

    State(LineOrigin origin) {
      this.origin = origin;
    }
  }

  private final Map<Long, State> open = new LinkedHashMap<>();

  /** The next bytes of a file. */
  void add(LineOrigin origin, Run run, byte[] raw) {
    State state = open.computeIfAbsent(origin.id(), id -> new State(origin));
    state.torn |= run.originOffset() != state.bytes;
    state.digest.update(raw, run.from(), run.bytes());
    state.bytes += run.bytes();
  }

  /** The files that end in a segment whose blocks were all added. */
  List<Proof> ended(SegmentTable table) {
    var proofs = new ArrayList<Proof>();
    for (InputEnd end : table.ends()) {
      LineOrigin origin = table.origins().get(end.origin());
      State state = open.remove(origin.id());
      if (state == null) {
        state = new State(origin); // an empty file, or one whose every part is gone
      }
      byte[] sha256 = state.digest.digest();
      boolean whole = !state.torn && state.bytes == end.bytes();
      boolean same = whole && Arrays.equals(sha256, end.sha256());
      proofs.add(
          new Proof(
              origin,
              state.bytes,
              same ? Outcome.PROVEN : whole ? Outcome.DIFFERENT : Outcome.INCOMPLETE,
              sha256));
    }
    return proofs;
  }

  /** The files that have not ended. */
  List<Proof> unended() {
    return open.values().stream()
        .map(state ->
            new Proof(state.origin, state.bytes, Outcome.INCOMPLETE, state.digest.digest()))
        .toList();
  }
}
