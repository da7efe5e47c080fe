package org.bouclier.node.detection;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.bouclier.detect.journal.Position;
import org.bouclier.detect.sigma.Correlator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the correlator keeps, on disk, so that windows go on after a restart: one line with the
 * place in the journal up to which it is true, then the snapshot.
 *
 * <p>It is written when the node stops, and now and then: after a kill, the lines between the last
 * writing and the kill are missing from windows that were open, and no line is counted twice. What
 * cannot be read or written is said in the log and stops nothing. One thread at a time.
 */
final class CorrelationFile {

  private static final Logger LOG = LoggerFactory.getLogger(CorrelationFile.class);
  private static final Duration EVERY = Duration.ofSeconds(30);
  private static final int MAX_HEAD_BYTES = 64;

  private final Path file;
  private final Clock clock;
  private Instant savedAt = Instant.EPOCH;
  private boolean empty;
  private int restored;
  private boolean lost;

  CorrelationFile(Path file, Clock clock) {
    this.file = file;
    this.clock = clock;
    this.empty = !Files.exists(file);
  }

  /**
   * Takes up what was saved.
   *
   * @param progress up to where lines were dealt with; what was saved later than that is of lines
   *     that will be read again, and is left
   */
  void restore(Correlator correlator, Position progress) {
    if (!Files.exists(file)) {
      return;
    }
    try {
      byte[] bytes = Files.readAllBytes(file);
      int head = 0;
      while (head < Math.min(bytes.length, MAX_HEAD_BYTES) && bytes[head] != '\n') {
        head++;
      }
      Position saved = Position.parse(new String(bytes, 0, head, US_ASCII));
      boolean taken =
          saved.compareTo(progress) <= 0
              && correlator.restore(
                  Arrays.copyOfRange(bytes, Math.min(bytes.length, head + 1), bytes.length));
      restored = taken ? correlator.counts().groups() : 0;
      lost = !taken;
      LOG.info(
          taken ? "correlations go on from {}: {}" : "correlations begin anew, not from {}: {}",
          saved,
          correlator.counts());
    } catch (IOException | IllegalArgumentException unreadable) {
      lost = true;
      LOG.warn("correlations begin anew: {} is unreadable", file, unreadable);
    }
  }

  /** How many groups were taken up at the start. */
  int restored() {
    return restored;
  }

  /** Whether there was something that could not be taken up. */
  boolean lost() {
    return lost;
  }

  /** When it was last written, or found empty; null if never. */
  @Nullable Instant savedAt() {
    return savedAt.equals(Instant.EPOCH) ? null : savedAt;
  }

  /** Writes if it was not written for a while. */
  void saveSometimes(Correlator correlator, Position done) {
    if (!clock.instant().isBefore(savedAt.plus(EVERY))) {
      save(correlator, done);
    }
  }

  /** Writes, unless there is nothing and was nothing. */
  void save(Correlator correlator, Position done) {
    savedAt = clock.instant();
    boolean nothing = correlator.counts().groups() == 0;
    if (nothing && empty) {
      return;
    }
    Path next = file.resolveSibling(file.getFileName() + ".next");
    try {
      try (var out =
          FileChannel.open(
              next,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        write(out, ByteBuffer.wrap((done + "\n").getBytes(US_ASCII)));
        write(out, ByteBuffer.wrap(correlator.snapshot()));
        out.force(true);
      }
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      empty = nothing;
    } catch (IOException unwritable) {
      LOG.warn("correlations were not saved to {}", file, unwritable);
    }
  }

  private static void write(FileChannel out, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }
}
