package org.bouclier.border;

/**
 * What a state lets its minimiser keep.
 *
 * @param freeText whether descriptions and notes leave once scanned; else they are dropped, since
 *     no scanner finds a name of a person
 * @param personalIndicators whether an indicator whose observable is an e-mail address leaves: it
 *     is an attacker's address, and without it nobody can look for it
 */
public record MinimisingPolicy(boolean freeText, boolean personalIndicators) {

  /** Both are kept. */
  public static final MinimisingPolicy STANDARD = new MinimisingPolicy(true, true);

  /** Neither is kept. */
  public static final MinimisingPolicy STRICT = new MinimisingPolicy(false, false);
}
