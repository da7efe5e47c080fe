package org.bouclier.ledger.spool;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Pattern;
import org.bouclier.ledger.log.Hash;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a state's log, and the whole of what a relay may see of it.
 *
 * <p>Its text is one JSON object on one line, with these keys in this order and no space:
 *
 * <pre>{@code
 * {"commit":"<64 hex>",      salted commitment to the content: see seal.Commitment
 *  "ct":"<64 hex>",          SHA-256 of the ciphertext; absent, with "size", if there is none
 *  "dest":["BF","NE"],       destination states, sorted; may be empty
 *  "exp":"2026-03-01T00:00:00Z",   a relay deletes the ciphertext then
 *  "n":41,                   the sender's own sequence
 *  "policy":"<64 hex>",      hash of the policy set under which this was decided
 *  "prio":1,                 0 alert, 1 indicators, 2 journal, 3 bulk
 *  "size":14,                the ciphertext has more than 2^13 and at most 2^14 bytes
 *  "t":"2026-01-29T10:15:30Z",
 *  "type":"export",
 *  "v":1}
 * }</pre>
 *
 * <p>No name, no value, no free text: what personal data there is lies in the ciphertext, which can
 * be erased. Immutable.
 *
 * @param type one of the constants below, or a type of a newer version: lower-case letters, digits
 *     and hyphens, at most 16
 * @param n {@code >= 0}
 * @param ciphertext null if this leaf speaks of none
 * @param dest at most {@value #MAX_DESTINATIONS} codes of 2 to 8 capital letters or digits, sorted,
 *     each once
 * @param prio {@value #MIN_PRIORITY} (first) to {@value #MAX_PRIORITY}
 * @param exp to the second
 * @param t to the second
 */
public record Leaf(
    String type,
    long n,
    Hash commit,
    @Nullable Ciphertext ciphertext,
    List<String> dest,
    int prio,
    Instant exp,
    Hash policy,
    Instant t) {

  /** Something leaves for the destinations. */
  public static final String EXPORT = "export";

  /** Something was asked for and may not leave. */
  public static final String REFUSAL = "refusal";

  /** What an earlier leaf announced is to be erased by all who hold it. */
  public static final String ERASURE = "erasure";

  /** Something of another state's log was received or done. */
  public static final String ACK = "ack";

  /** No leaf is longer. */
  public static final int MAX_BYTES = 512;

  /** The version of the format. */
  public static final int VERSION = 1;

  static final int MIN_PRIORITY = 0;
  static final int MAX_PRIORITY = 3;
  static final int MAX_DESTINATIONS = 16;

  private static final Pattern TYPE = Pattern.compile("[a-z][a-z0-9-]{0,15}");
  private static final Pattern STATE = Pattern.compile("[A-Z][A-Z0-9]{1,7}");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

  /**
   * The sealed object that a leaf announces.
   *
   * @param sha256 of all its bytes; its name in a spool
   * @param sizeClass exponent of the smallest power of two that is at least its length; 0 to 50
   */
  public record Ciphertext(Hash sha256, int sizeClass) {

    private static final int MAX_CLASS = 50;

    /** Checks the bounds above. */
    public Ciphertext {
      if (sizeClass < 0 || sizeClass > MAX_CLASS) {
        throw new MalformedLeafException("size class must be 0 to 50: " + sizeClass);
      }
    }

    /** Describes an object of so many bytes, at least 1. */
    public static Ciphertext of(Hash sha256, long bytes) {
      if (bytes < 1) {
        throw new MalformedLeafException("a ciphertext is never empty");
      }
      return new Ciphertext(sha256, Long.SIZE - Long.numberOfLeadingZeros(bytes - 1));
    }

    /** The most bytes that the object may have. */
    public long maxBytes() {
      return 1L << sizeClass;
    }
  }

  /**
   * Checks the bounds above.
   *
   * @throws MalformedLeafException if they are not kept
   */
  public Leaf {
    dest = List.copyOf(dest);
    check(TYPE.matcher(type).matches(), "type must match " + TYPE + ": " + type);
    check(n >= 0, "n must be >= 0: " + n);
    check(dest.size() <= MAX_DESTINATIONS, "too many destinations: " + dest.size());
    check(
        dest.stream().allMatch(state -> STATE.matcher(state).matches()),
        "destinations are codes of 2 to 8 capital letters or digits: " + dest);
    check(
        dest.stream().sorted().distinct().toList().equals(dest),
        "destinations must be sorted, each once: " + dest);
    check(prio >= MIN_PRIORITY && prio <= MAX_PRIORITY, "prio must be 0 to 3: " + prio);
    checkInstant("exp", exp);
    checkInstant("t", t);
  }

  private static void check(boolean kept, String otherwise) {
    if (!kept) {
      throw new MalformedLeafException(otherwise);
    }
  }

  private static void checkInstant(String name, Instant time) {
    check(
        time.truncatedTo(ChronoUnit.SECONDS).equals(time),
        name + " must be in whole seconds: " + time);
    check(
        !time.isBefore(Instant.EPOCH) && !time.isAfter(LAST),
        name + " must be in 1970 to 9999: " + time);
  }

  /** The text form, as the log holds it: at most {@value #MAX_BYTES} bytes. */
  public byte[] bytes() {
    return text().getBytes(UTF_8);
  }

  /** The text form. Every value is of an alphabet that JSON does not escape. */
  public String text() {
    var text = new StringBuilder("{");
    text.append("\"commit\":\"").append(commit.hex());
    if (ciphertext != null) {
      text.append("\",\"ct\":\"").append(ciphertext.sha256().hex());
    }
    text.append("\",\"dest\":[");
    if (!dest.isEmpty()) {
      text.append('"').append(String.join("\",\"", dest)).append('"');
    }
    text.append("],\"exp\":\"").append(exp);
    text.append("\",\"n\":").append(n);
    text.append(",\"policy\":\"").append(policy.hex());
    text.append("\",\"prio\":").append(prio);
    if (ciphertext != null) {
      text.append(",\"size\":").append(ciphertext.sizeClass());
    }
    text.append(",\"t\":\"").append(t);
    text.append("\",\"type\":\"").append(type);
    return text.append("\",\"v\":").append(VERSION).append('}').toString();
  }

  /**
   * Reads an entry of a log.
   *
   * @throws MalformedLeafException if it is not, byte for byte, what {@link #bytes} gives
   */
  public static Leaf parse(byte[] entry) {
    return LeafParser.parse(entry);
  }
}
