package org.bouclier.detect;

/**
 * What an indicator names. The kind decides both how its text is normalised ({@link IndicatorText})
 * and what in a log line may match it ({@link Scanner}).
 */
public enum IndicatorKind {
  /** A host name of at least two labels; also covers every name below it. */
  DOMAIN,
  /** One IPv4 address. */
  IPV4,
  /** One IPv6 address. */
  IPV6,
  /** A block of IPv4 or IPv6 addresses. */
  CIDR,
  /** A web address; covers what lies below its path. */
  URL,
  /** MD5 of a file, 32 hexadecimal digits. */
  MD5,
  /** SHA-1 of a file, 40 hexadecimal digits. */
  SHA1,
  /** SHA-256 of a file, 64 hexadecimal digits. */
  SHA256,
  /** SHA-512 of a file, 128 hexadecimal digits. */
  SHA512,
  /** A mailbox. */
  EMAIL,
  /** An address and a port; covers no other port of that address. */
  IP_PORT,
  /** A host and a path, whatever the scheme; covers what lies below the path. */
  HOST_PATH,
  /** The last part of a path, in any case. */
  FILE_NAME,
  /** JA3 or JA3S: the MD5 of what a TLS greeting offers or accepts. */
  JA3,
  /** JA4: a TLS greeting in three parts, as in {@code t13d1516h2_8daaf6152771_b186095e22b6}. */
  JA4,
  /** What a program says it is when it asks by HTTP; the whole of it, case counts. */
  USER_AGENT
}
