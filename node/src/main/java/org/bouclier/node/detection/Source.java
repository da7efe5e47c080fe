package org.bouclier.node.detection;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.bouclier.detect.log.LogFormat;
import org.bouclier.detect.log.LogSource;
import org.jspecify.annotations.Nullable;

/**
 * Where log lines come from: one resolver, one firewall, one ministry's proxies.
 *
 * @param id its number in the journal
 * @param name 1 to 64 lower-case letters, digits, {@code . _ -}; never changes
 * @param description what people know it as
 * @param format how its lines are written
 * @param product in Sigma's words; empty if unknown, as the two after it
 * @param enabled whether lines are taken
 * @param silence how long it may say nothing before people are told
 * @param counts what came of it
 * @param createdAt when it was declared
 */
public record Source(
    int id,
    String name,
    String description,
    LogFormat format,
    String product,
    String category,
    String service,
    boolean enabled,
    Duration silence,
    Counts counts,
    Instant createdAt) {

  /**
   * What came of a source since it was declared.
   *
   * @param received lines scanned
   * @param bytes of these lines
   * @param undecodable lines taken though they are not what the format says, or that could not be
   *     dealt with: the node's log says why
   * @param misdated events whose own date lies too far ahead: dated by their arrival
   * @param refused lines not taken, told to the sender where it can be told
   * @param dropped datagrams that the system threw away before they were read
   * @param lastEventAt when the last line was received; null if none was
   */
  public record Counts(
      long received,
      long bytes,
      long undecodable,
      long misdated,
      long refused,
      long dropped,
      @Nullable Instant lastEventAt) {

    static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, null);
  }

  /** Where its lines come from, as rules name it. */
  public LogSource logSource() {
    return new LogSource(known(product), known(category), known(service));
  }

  /** How it fares at a moment. */
  public State state(Instant now) {
    Instant last = counts.lastEventAt();
    if (!enabled) {
      return State.STOPPED;
    }
    if (last == null) {
      return State.WAITING;
    }
    return last.plus(silence).isBefore(now) ? State.SILENT : State.SPEAKING;
  }

  private static @Nullable String known(String part) {
    return part.isEmpty() ? null : part;
  }

  /** How a source fares. */
  public enum State {
    /** Lines come. */
    SPEAKING("active"),
    /** Lines came, and stopped. */
    SILENT("muette"),
    /** No line ever came. */
    WAITING("en attente"),
    /** Lines are refused, by decision. */
    STOPPED("arrêtée");

    private final String label;

    State(String label) {
      this.label = label;
    }

    /** The French word; pages pass it through {@code Page.say}. */
    public String label() {
      return label;
    }

    /** Stable code for machines and the style sheet. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
