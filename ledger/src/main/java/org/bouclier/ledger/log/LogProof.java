package org.bouclier.ledger.log;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * A proof, complete in itself and verifiable without a link, that an entry is in a log.
 *
 * <pre>{@code
 * c2sp.org/tlog-proof@v1
 * extra <base64>                                  optional, vouched for by nobody
 * index 73894
 * gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=    from the leaf's sibling to the root's child
 * <empty line>
 * <checkpoint, with its signatures>
 * }</pre>
 *
 * <p>Source: C2SP tlog-proof.
 *
 * @param index of the entry
 * @param path the inclusion proof's hashes; at most 63
 * @param checkpoint the signed head; its signatures are verified by {@link #verify} only
 * @param extra base64, canonical, of bytes of the application's own; never to be trusted
 */
public record LogProof(long index, List<Hash> path, Note checkpoint, Optional<String> extra) {

  private static final String TITLE = "c2sp.org/tlog-proof@v1";
  private static final String EXTRA = "extra ";
  private static final String INDEX = "index ";
  private static final int MAX_EXTRA = 16 * 1024;
  private static final int MAX_CHARS = Note.MAX_BYTES + MAX_EXTRA + 4 * 1024;

  /**
   * Checks the bounds above.
   *
   * @throws MalformedLogException if they are not kept
   */
  public LogProof {
    path = List.copyOf(path);
    if (index < 0 || path.size() > InclusionProof.MAX_PATH) {
      throw new MalformedLogException("index " + index + ", " + path.size() + " hashes");
    }
    extra.ifPresent(LogProof::checkExtra);
    TreeHead.parse(checkpoint.text()); // the text of any other note could hold half a proof
  }

  private static void checkExtra(String base64) {
    try {
      var bytes = Base64.getDecoder().decode(base64);
      if (base64.length() > MAX_EXTRA
          || !Base64.getEncoder().encodeToString(bytes).equals(base64)) {
        throw new MalformedLogException("extra is too long or not canonical base64");
      }
    } catch (IllegalArgumentException unreadable) {
      throw new MalformedLogException("extra is not base64", unreadable);
    }
  }

  /** Puts a proof together. */
  public static LogProof of(Checkpoint checkpoint, InclusionProof proof) {
    if (proof.size() != checkpoint.size()) {
      throw new RefusedProofException("the proof is of size " + proof.size());
    }
    return new LogProof(proof.index(), proof.path(), checkpoint.note(), Optional.empty());
  }

  /** The same proof with bytes of the application's own. */
  public LogProof withExtra(byte[] bytes) {
    var base64 = Base64.getEncoder().encodeToString(bytes);
    return new LogProof(index, path, checkpoint, Optional.of(base64));
  }

  /**
   * Verifies that an entry is in a log.
   *
   * @return the checkpoint that vouches for it
   * @throws LedgerException as {@link Checkpoint#open}, and {@link RefusedProofException} if the
   *     entry does not lead to the signed root
   */
  public Checkpoint verify(byte[] entry, NoteVerifier log) {
    var opened = Checkpoint.open(checkpoint, log);
    new InclusionProof(index, opened.size(), path)
        .verify(MerkleTree.leaf(entry), opened.head().root());
    return opened;
  }

  /** The text form: {@code parse(proof.print()).equals(proof)} for every proof. */
  public String print() {
    var printed = new StringBuilder(TITLE).append('\n');
    extra.ifPresent(base64 -> printed.append(EXTRA).append(base64).append('\n'));
    printed.append(INDEX).append(index).append('\n');
    path.forEach(hash -> printed.append(hash.base64()).append('\n'));
    return printed.append('\n').append(checkpoint.print()).toString();
  }

  /**
   * Reads the text form. Nothing is verified.
   *
   * @throws MalformedLogException if {@code printed} is not, byte for byte, what {@link #print}
   *     gives
   */
  public static LogProof parse(String printed) {
    int gap = printed.indexOf("\n\n");
    if (gap < 0 || printed.length() > MAX_CHARS) {
      throw new MalformedLogException("a proof has a checkpoint, and at most " + MAX_CHARS);
    }
    var lines = new ArrayList<>(List.of(printed.substring(0, gap).split("\n", -1)));
    try {
      if (!lines.removeFirst().equals(TITLE)) {
        throw new MalformedLogException("a proof starts with " + TITLE);
      }
      Optional<String> extra =
          lines.getFirst().startsWith(EXTRA)
              ? Optional.of(lines.removeFirst().substring(EXTRA.length()))
              : Optional.empty();
      long index = Long.parseLong(after(INDEX, lines.removeFirst()));
      var path = lines.stream().map(Hash::ofBase64).toList();
      var note = Note.parse(printed.substring(gap + 2));
      var proof = new LogProof(index, path, note, extra);
      if (!proof.print().equals(printed)) {
        throw new MalformedLogException("the proof is not in canonical form");
      }
      return proof;
    } catch (IllegalArgumentException | NoSuchElementException unreadable) {
      throw new MalformedLogException("a line of the proof is unreadable", unreadable);
    }
  }

  private static String after(String prefix, String line) {
    if (!line.startsWith(prefix)) {
      throw new MalformedLogException("a line must start with " + prefix + ": " + line);
    }
    return line.substring(prefix.length());
  }
}
