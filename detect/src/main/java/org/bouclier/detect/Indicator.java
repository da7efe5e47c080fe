package org.bouclier.detect;

/**
 * One thing to look for, in normal form: two indicators that match the same bytes are equal.
 *
 * <p>Normal forms, by kind:
 *
 * <ul>
 *   <li>DOMAIN: lower case, punycode, no trailing dot;
 *   <li>IPV4, IPV6: dotted decimal; RFC 5952 text;
 *   <li>CIDR: the first address of the block, {@code /}, the prefix length;
 *   <li>URL: lower-case scheme and host, no user, no default port, no fragment, no final slash;
 *   <li>hashes: lower-case hexadecimal;
 *   <li>EMAIL: lower case, host as a domain;
 *   <li>IP_PORT: {@code 192.0.2.7:443}, {@code [2001:db8::1]:443};
 *   <li>HOST_PATH: a URL's, without {@code http://};
 *   <li>FILE_NAME: ASCII letters in lower case;
 *   <li>JA3, JA4: lower case;
 *   <li>USER_AGENT: as it is.
 * </ul>
 *
 * @param kind what it names
 * @param value its normal form, as {@link IndicatorText} gives it; 1 to {@value #MAX_CHARS} chars
 */
public record Indicator(IndicatorKind kind, String value) {

  /** Longest value, in chars. */
  public static final int MAX_CHARS = 2_048;

  /**
   * Takes a value that is already in normal form. Text from outside goes through {@link
   * IndicatorText}: a value in another form would be stored and never match.
   *
   * @throws IllegalArgumentException if the value is empty or too long
   */
  public Indicator {
    if (value.isEmpty() || value.length() > MAX_CHARS) {
      throw new IllegalArgumentException("an indicator has 1 to " + MAX_CHARS + " chars");
    }
  }
}
