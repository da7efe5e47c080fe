package org.bouclier.node.accounts;

import java.util.Set;

/** Tokens by which log shippers send, each for one source. Thread-safe. */
public final class SourceTokens {

  private final Tokens tokens;

  SourceTokens(Tokens tokens) {
    this.tokens = tokens;
  }

  /**
   * Makes a token that may do nothing but send the lines of one source. It never expires, and is
   * revoked on the page of tokens.
   *
   * @param source the source's name
   * @return the token itself, which is shown once and kept nowhere
   */
  public String make(String source) {
    return tokens.make("source " + source, Set.of(Permission.WRITE_LOGS), source, null).secret();
  }
}
