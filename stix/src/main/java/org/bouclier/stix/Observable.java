package org.bouclier.stix;

/**
 * One value to look for: the atom of detection.
 *
 * @param kind what it is
 * @param value as the pattern wrote it; hashes in lower case
 */
public record Observable(Kind kind, String value) {

  /** What can be looked for in a log line. */
  public enum Kind {
    /** A host name; whether it covers its subdomains is for the engine to decide. */
    DOMAIN,
    /** An IPv4 address, or a network in CIDR notation. */
    IPV4,
    /** An IPv6 address, or a network in CIDR notation. */
    IPV6,
    /** A URL. */
    URL,
    /** An e-mail address. */
    EMAIL,
    /** An MD5 of a file, 32 hexadecimal digits. */
    MD5,
    /** A SHA-1 of a file, 40 hexadecimal digits. */
    SHA1,
    /** A SHA-256 of a file, 64 hexadecimal digits. */
    SHA256,
    /** A SHA-512 of a file, 128 hexadecimal digits. */
    SHA512
  }
}
