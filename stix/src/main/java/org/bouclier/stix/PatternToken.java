package org.bouclier.stix;

/**
 * One token of a pattern.
 *
 * @param kind what it is
 * @param text a keyword, a name, a sign; for literals what stands between the quotes, unescaped
 * @param position of its first char in the pattern
 */
record PatternToken(Kind kind, String text, int position) {

  enum Kind {
    /** Letters, digits, underscores, and hyphens: a keyword or a name. */
    WORD,
    /** One or two chars of punctuation. */
    SIGN,
    STRING,
    HEX,
    BINARY,
    TIMESTAMP,
    WHOLE,
    DECIMAL,
    END
  }

  boolean is(String expected) {
    return (kind == Kind.WORD || kind == Kind.SIGN) && text.equals(expected);
  }
}
