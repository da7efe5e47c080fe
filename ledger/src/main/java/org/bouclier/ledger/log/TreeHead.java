package org.bouclier.ledger.log;

/**
 * The state of one log at one moment: how many entries it holds, and the hash that commits to all
 * of them.
 *
 * <p>Its text is three lines, each ended by a line feed:
 *
 * <pre>{@code
 * registre.example.ml/exports                    origin
 * 20852163                                       size
 * CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=   root, base64 of 32 bytes
 * }</pre>
 *
 * <p>Source: C2SP tlog-checkpoint, "Note text". Extension lines, which it discourages, are refused.
 *
 * @param origin the log's name, unique in the confederation; 1 to 255 chars, no control character
 * @param size number of leaves, {@code >= 0}
 * @param root SHA-256 of the whole tree (RFC 6962, section 2.1)
 */
public record TreeHead(String origin, long size, Hash root) {

  private static final int MAX_ORIGIN = 255;

  /**
   * Checks the bounds above.
   *
   * @throws MalformedLogException if origin or size is out of them
   */
  public TreeHead {
    if (origin.isEmpty()
        || origin.length() > MAX_ORIGIN
        || origin.chars().anyMatch(Character::isISOControl)) {
      throw new MalformedLogException("origin must be 1 to 255 printable chars: " + origin);
    }
    if (size < 0) {
      throw new MalformedLogException("size must be >= 0: " + size);
    }
    if (size == 0 && !root.equals(MerkleTree.EMPTY_ROOT)) {
      throw new MalformedLogException("an empty log has the root of nothing, not " + root);
    }
  }

  /** The head of a log that holds nothing yet. */
  public static TreeHead empty(String origin) {
    return new TreeHead(origin, 0, MerkleTree.EMPTY_ROOT);
  }

  /**
   * Reads the text form. Strict on purpose: a head with two spellings could be signed twice.
   *
   * @throws MalformedLogException if {@code text} is not, byte for byte, what {@link #text} gives
   */
  public static TreeHead parse(String text) {
    var lines = text.split("\n", -1);
    if (lines.length != 4) {
      throw new MalformedLogException("a tree head has 3 lines, not " + (lines.length - 1));
    }
    try {
      var head = new TreeHead(lines[0], Long.parseLong(lines[1]), Hash.ofBase64(lines[2]));
      if (!head.text().equals(text)) {
        throw new MalformedLogException("tree head is not in canonical form: " + head);
      }
      return head;
    } catch (IllegalArgumentException unreadable) { // not a number, not base64
      throw new MalformedLogException("size or root is unreadable", unreadable);
    }
  }

  /** The text form: {@code parse(head.text()).equals(head)} for every head. */
  public String text() {
    return origin + "\n" + size + "\n" + root.base64() + "\n";
  }
}
