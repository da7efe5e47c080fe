package org.bouclier.node.frontier;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.bouclier.ledger.log.Hash;
import org.bouclier.ledger.seal.SealRecipient;
import org.bouclier.ledger.seal.SealedContent;
import org.bouclier.ledger.spool.Leaf;
import org.bouclier.node.site.StateCode;

/** Puts things into a ledger of exports without asking the border: what a test makes peers read. */
public final class TestExports {

  /** When everything in tests is exported. */
  public static final Instant AT = Instant.parse("2026-02-03T04:05:06Z");

  private TestExports() {}

  /** A sealed parcel and the leaf that announces it. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Sealed(Leaf leaf, byte[] ciphertext) {}

  /** Seals a text from a state to others, each with its key. */
  public static Sealed seal(
      String from, List<String> to, List<SealRecipient> keys, String kind, byte[] content) {
    return seal(Leaf.EXPORT, from, to, keys, kind, content);
  }

  /** The same, under a leaf of another type. */
  public static Sealed seal(
      String type,
      String from,
      List<String> to,
      List<SealRecipient> keys,
      String kind,
      byte[] content) {
    try {
      var parcel =
          new Parcel(
              new StateCode(from),
              to.stream().sorted().map(StateCode::new).toList(),
              kind,
              content);
      var ciphertext = new ByteArrayOutputStream();
      var sealed =
          SealedContent.seal(
              keys, new ByteArrayInputStream(parcel.bytes()), ciphertext, new SecureRandom());
      var leaf =
          new Leaf(
              type,
              0,
              sealed.commitment(),
              Leaf.Ciphertext.of(sealed.ciphertext(), sealed.ciphertextBytes()),
              to.stream().sorted().toList(),
              1,
              Instant.parse("2099-01-01T00:00:00Z"),
              Hash.sha256("règles".getBytes(UTF_8)),
              AT);
      return new Sealed(leaf, ciphertext.toByteArray());
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** Puts an object into the spool and its leaf into the log; gives the index. */
  public static long publish(ExportLog log, Sealed sealed) {
    try {
      log.store(out -> out.write(sealed.ciphertext()));
      return log.append(List.of(sealed.leaf().bytes()));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Puts an object into the spool alone. */
  public static void store(ExportLog log, Sealed sealed) {
    try {
      log.store(out -> out.write(sealed.ciphertext()));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Appends entries as they are, whatever they hold; gives the index of the first. */
  public static long append(ExportLog log, byte[]... entries) {
    try {
      return log.append(Arrays.asList(entries));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
