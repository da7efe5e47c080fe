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
  EMAIL
}
