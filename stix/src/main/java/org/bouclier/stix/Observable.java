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
    SHA512,
    /** An address and a port: {@code 192.0.2.7:443}, {@code [2001:db8::1]:443}. */
    IP_PORT,
    /** The name of a file, without its directory. */
    FILE_NAME,
    /** The User-Agent of an HTTP request. */
    USER_AGENT,
    /** JA3 of a TLS greeting, 32 hexadecimal digits. */
    JA3,
    /** JA4 of a TLS greeting. */
    JA4
  }
}
