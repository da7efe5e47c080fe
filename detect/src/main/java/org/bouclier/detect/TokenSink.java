package org.bouclier.detect;

/**
 * Receives what {@link TokenScan} finds in a line, in the order in which it stands there but for
 * hashes, which come last. Offsets are in the buffer of the line.
 */
interface TokenSink {

  /**
   * Whether a name may be of interest that ends before {@code to}; most do not, and are not looked
   * at any more. At least four bytes of the line are before it.
   */
  boolean mayEndName(int to);

  /** A token with a dot in it, its trailing dots cut, of four bytes or more. */
  void name(int from, int to);

  /** An IPv4 address. */
  void address4(int address, int from, int to);

  /**
   * An IPv6 address.
   *
   * @param address its 16 bytes come first; valid during the call
   */
  void address6(byte[] address, int from, int to);

  /**
   * A token of as many hexadecimal digits as a hash of this kind has.
   *
   * @param digest what they write, valid during the call
   */
  void hash(Tag tag, byte[] digest, int from, int to);

  /** What may be the beginning of a URL: a scheme that ends at a colon before a slash. */
  void url(int schemeFrom, int colon);

  /** An at sign. */
  void at(int sign);
}
