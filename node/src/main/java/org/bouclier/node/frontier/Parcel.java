package org.bouclier.node.frontier;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.bouclier.node.site.StateCode;

/**
 * What lies in an envelope: one line that says who sends what to whom, then the content.
 *
 * <pre>
 * bouclier/parcel&#64;v1 ML BF,NE indicators
 * &#123;"id":"bundle--...","objects":[
 * ...
 * </pre>
 *
 * <p>The leaf's commitment covers the line too. So a peer that copies another's leaf into its own
 * ledger is found out: the line names the first sender. Immutable but for the content, which is not
 * copied.
 *
 * @param from who sends it
 * @param to who is to open it, sorted, each once, 1 to {@value #MAX_DESTINATIONS}
 * @param kind which desk it is for: see {@link Proposal}
 * @param content for the desks of intelligence, a STIX 2.1 bundle
 */
@SuppressWarnings("ArrayRecordComponent") // compared by content below
public record Parcel(StateCode from, List<StateCode> to, String kind, byte[] content) {

  /** The most states that one parcel goes to. */
  public static final int MAX_DESTINATIONS = 16;

  private static final String TITLE = "bouclier/parcel@v1";
  private static final int MAX_LINE = 400;
  private static final Pattern LINE =
      Pattern.compile(TITLE + " (\\S{2,8}) (\\S{2,143}) (" + Proposal.KIND_FORM + ")");

  /**
   * Checks the bounds above.
   *
   * @throws IllegalArgumentException if they are not kept
   */
  public Parcel {
    to = List.copyOf(to);
    if (to.isEmpty()
        || to.size() > MAX_DESTINATIONS
        || !to.stream().sorted().distinct().toList().equals(to)) {
      throw new IllegalArgumentException("destinations are sorted, each once, 1 to 16: " + to);
    }
    if (!kind.matches(Proposal.KIND_FORM)) {
      throw new IllegalArgumentException("not a kind: " + kind);
    }
  }

  /** The bytes that are sealed. */
  public byte[] bytes() {
    var codes = String.join(",", to.stream().map(StateCode::value).toList());
    var bytes = new ByteArrayOutputStream(content.length + MAX_LINE);
    bytes.writeBytes((TITLE + " " + from + " " + codes + " " + kind + "\n").getBytes(UTF_8));
    bytes.writeBytes(content);
    return bytes.toByteArray();
  }

  /**
   * Reads the bytes that were sealed.
   *
   * @throws IllegalArgumentException if they are not, byte for byte, what {@link #bytes} gives
   */
  public static Parcel parse(byte[] bytes) {
    int end = 0;
    while (end < bytes.length && end < MAX_LINE && bytes[end] != '\n') {
      end++;
    }
    var line = LINE.matcher(new String(bytes, 0, end, UTF_8));
    if (end == bytes.length || bytes[end] != '\n' || !line.matches()) {
      throw new IllegalArgumentException("no line of title");
    }
    return new Parcel(
        new StateCode(line.group(1)),
        Arrays.stream(line.group(2).split(",", -1)).map(StateCode::new).toList(),
        line.group(3),
        Arrays.copyOfRange(bytes, end + 1, bytes.length));
  }

  /** Compares contents by their bytes. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Parcel parcel && Arrays.equals(parcel.bytes(), bytes());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes());
  }

  /** Who to whom; never the content. */
  @Override
  public String toString() {
    return "Parcel[" + from + " -> " + to + ", " + kind + ", " + content.length + " bytes]";
  }
}
