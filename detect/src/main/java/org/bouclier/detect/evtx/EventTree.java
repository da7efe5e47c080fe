package org.bouclier.detect.evtx;

/**
 * The elements, attributes and values of one event, in arrays that are filled again for each. Texts
 * are ranges of the chunk. Node 0 is the document, which has the root element as its child.
 *
 * <p>Bounded: a chunk of 64 KiB can describe an event of any size, since templates may be used many
 * times.
 */
final class EventTree {

  /** Most nodes of an event. Windows' own have a hundred, the largest ever met some thousands. */
  static final int MAX_NODES = 16_384;

  /** No node. */
  static final int NONE = -1;

  /** The document. */
  static final int DOCUMENT = 0;

  private final int[] name = new int[MAX_NODES];
  private final int[] parent = new int[MAX_NODES];
  private final int[] next = new int[MAX_NODES];
  private final int[] firstElement = new int[MAX_NODES];
  private final int[] lastElement = new int[MAX_NODES];
  private final int[] firstAttribute = new int[MAX_NODES];
  private final int[] lastAttribute = new int[MAX_NODES];
  private final int[] firstText = new int[MAX_NODES];
  private final int[] lastText = new int[MAX_NODES];

  // Of texts only; the first shares its array with names.
  private final int[] at = new int[MAX_NODES];
  private final int[] size = new int[MAX_NODES];

  private int count;

  EventTree() {
    clear();
  }

  void clear() {
    count = 0;
    node(NONE, NameTable.UNREADABLE);
  }

  /** How many nodes there are, the document among them. */
  int count() {
    return count;
  }

  /** Adds an element; {@link #NONE} if there are too many nodes. */
  int element(int owner, int nameId) {
    int node = node(owner, nameId);
    if (node != NONE) {
      append(firstElement, lastElement, owner, node);
    }
    return node;
  }

  /** Adds an attribute; {@link #NONE} if there are too many nodes. */
  int attribute(int owner, int nameId) {
    int node = node(owner, nameId);
    if (node != NONE) {
      append(firstAttribute, lastAttribute, owner, node);
    }
    return node;
  }

  /**
   * Adds a piece of text to an element or attribute.
   *
   * @param type as in the file, or {@link ValueType#POINT}
   * @param from first byte in the chunk, or the code point
   * @return {@link #NONE} if there are too many nodes
   */
  int text(int owner, int type, int from, int bytes) {
    int node = node(owner, type);
    if (node != NONE) {
      at[node] = from;
      size[node] = bytes;
      append(firstText, lastText, owner, node);
    }
    return node;
  }

  private int node(int owner, int nameOrType) {
    if (count == MAX_NODES) {
      return NONE;
    }
    int node = count++;
    name[node] = nameOrType;
    parent[node] = owner;
    next[node] = NONE;
    firstElement[node] = NONE;
    firstAttribute[node] = NONE;
    firstText[node] = NONE;
    return node;
  }

  private void append(int[] first, int[] last, int owner, int node) {
    if (first[owner] == NONE) {
      first[owner] = node;
    } else {
      next[last[owner]] = node;
    }
    last[owner] = node;
  }

  int name(int node) {
    return name[node];
  }

  int parent(int node) {
    return parent[node];
  }

  /** The next element, attribute or text of the same owner. */
  int next(int node) {
    return next[node];
  }

  int firstElement(int node) {
    return firstElement[node];
  }

  int firstAttribute(int node) {
    return firstAttribute[node];
  }

  int firstText(int node) {
    return firstText[node];
  }

  int type(int text) {
    return name[text];
  }

  int at(int text) {
    return at[text];
  }

  int size(int text) {
    return size[text];
  }
}
