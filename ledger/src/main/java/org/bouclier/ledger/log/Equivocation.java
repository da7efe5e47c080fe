package org.bouclier.ledger.log;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The proof that a log signed two trees of which neither is the beginning of the other. Anyone who
 * has the log's public key can verify it, without the log.
 *
 * <pre>{@code
 * bouclier/equivocation@v1
 * <base64 of a hash>            none if the sizes are equal
 * <empty line>
 * <note of the smaller tree>
 * <empty line>
 * <note of the larger tree>
 * }</pre>
 *
 * <p>With equal sizes two roots are proof enough. Otherwise the hashes are a consistency proof as
 * the larger tree itself gives it: it leads to the larger root, which is signed, and so fixes what
 * the smaller root had to be, which is not what was signed.
 *
 * @param smaller the signed head of the smaller tree
 * @param larger the signed head of the larger tree
 * @param path the consistency proof from one size to the other; when the smaller size is a power of
 *     two, preceded by the root that the larger tree had at that size
 */
public record Equivocation(Note smaller, Note larger, List<Hash> path) {

  private static final String TITLE = "bouclier/equivocation@v1";
  private static final int MAX_BYTES = 2 * Note.MAX_BYTES + 8 * 1024;

  /** Copies the path. */
  public Equivocation {
    path = List.copyOf(path);
  }

  /**
   * Puts the evidence together.
   *
   * @param larger the tree of which {@code smaller} is not the beginning
   */
  static Equivocation of(Checkpoint smaller, Checkpoint larger, Tree tree) throws IOException {
    var path = new ArrayList<>(tree.consistencyProof(smaller.size(), larger.size()).path());
    if (smaller.size() < larger.size() && Long.bitCount(smaller.size()) == 1) {
      path.addFirst(tree.rootOf(smaller.size()));
    }
    return new Equivocation(smaller.note(), larger.note(), path);
  }

  /**
   * Verifies that this proves what it says.
   *
   * @param log the key of the accused
   * @throws LedgerException of the family that says why it proves nothing
   */
  public void verify(NoteVerifier log) {
    var first = Checkpoint.open(smaller, log).head();
    var second = Checkpoint.open(larger, log).head();
    if (first.size() == second.size()) {
      if (first.root().equals(second.root())) {
        throw new RefusedProofException("both notes are of one tree");
      }
      return;
    }
    boolean power = Long.bitCount(first.size()) == 1;
    if (path.isEmpty()) {
      throw new RefusedProofException("no path from one tree to the other");
    }
    var proof =
        new ConsistencyProof(
            first.size(), second.size(), power ? path.subList(1, path.size()) : path);
    var roots = proof.roots(path.getFirst());
    if (!roots.second().equals(second.root())) {
      throw new RefusedProofException("the path does not lead to the root of the larger tree");
    }
    if (roots.first().equals(first.root())) {
      throw new RefusedProofException("the smaller tree is the beginning of the larger one");
    }
  }

  /** The text form, to be kept, sent and published. */
  public String print() {
    var printed = new StringBuilder(TITLE).append('\n');
    path.forEach(hash -> printed.append(hash.base64()).append('\n'));
    return printed
        .append('\n')
        .append(smaller.print())
        .append('\n')
        .append(larger.print())
        .toString();
  }

  /**
   * Reads the text form. Nothing is verified.
   *
   * @throws MalformedLogException if {@code printed} is not what {@link #print} gives
   */
  public static Equivocation parse(String printed) {
    if (printed.length() > MAX_BYTES) {
      throw new MalformedLogException("an equivocation is shorter than " + MAX_BYTES);
    }
    // title and path, text and signatures of one note, text and signatures of the other: a head
    // holds no empty line
    var parts = printed.split("\n\n", -1);
    if (parts.length != 5) {
      throw new MalformedLogException("an equivocation has 5 paragraphs, not " + parts.length);
    }
    var path = new ArrayList<Hash>();
    for (String line : parts[0].lines().skip(1).toList()) {
      path.add(hash(line));
    }
    var smaller = Note.parse(parts[1] + "\n\n" + parts[2] + "\n");
    var evidence = new Equivocation(smaller, Note.parse(parts[3] + "\n\n" + parts[4]), path);
    if (!evidence.print().equals(printed)) {
      throw new MalformedLogException("an equivocation is not in canonical form");
    }
    return evidence;
  }

  private static Hash hash(String line) {
    try {
      return Hash.ofBase64(line);
    } catch (IllegalArgumentException unreadable) {
      throw new MalformedLogException("not a hash: " + line, unreadable);
    }
  }
}
