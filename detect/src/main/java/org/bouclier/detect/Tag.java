package org.bouclier.detect;

import org.jspecify.annotations.Nullable;

/** The kinds of key in the table; a block is another key in IPv4 than in IPv6. */
enum Tag {
  /** Lower-case name. */
  DOMAIN(0, IndicatorKind.DOMAIN),
  /** 4 bytes. */
  IPV4(1, IndicatorKind.IPV4),
  /** 16 bytes. */
  IPV6(2, IndicatorKind.IPV6),
  /** 4 bytes of network and one of prefix length. */
  BLOCK4(3, IndicatorKind.CIDR),
  /** 16 bytes of network and one of prefix length. */
  BLOCK6(4, IndicatorKind.CIDR),
  /** Normalised text; http and https, which differ for no one but the server, are left out. */
  URL(5, IndicatorKind.URL),
  /** 16 bytes. */
  MD5(6, IndicatorKind.MD5),
  /** 20 bytes. */
  SHA1(7, IndicatorKind.SHA1),
  /** 32 bytes. */
  SHA256(8, IndicatorKind.SHA256),
  /** 64 bytes. */
  SHA512(9, IndicatorKind.SHA512),
  /** Lower-case text. */
  EMAIL(10, IndicatorKind.EMAIL),
  /** 4 bytes of address and 2 of port. */
  PORT4(11, IndicatorKind.IP_PORT),
  /** 16 bytes of address and 2 of port. */
  PORT6(12, IndicatorKind.IP_PORT),
  /** A URL's text without its scheme. */
  HOST_PATH(13, IndicatorKind.HOST_PATH),
  /** UTF-8, ASCII letters in lower case. */
  FILE_NAME(14, IndicatorKind.FILE_NAME),
  /** 16 bytes. */
  JA3(15, IndicatorKind.JA3),
  /** 36 bytes of text. */
  JA4(16, IndicatorKind.JA4),
  /** UTF-8. */
  USER_AGENT(17, IndicatorKind.USER_AGENT);

  private static final Tag[] TAGS = values();

  private final int code;
  private final IndicatorKind kind;

  Tag(int code, IndicatorKind kind) {
    this.code = code;
    this.kind = kind;
  }

  IndicatorKind kind() {
    return kind;
  }

  /** Number of the tag in a table, 0 to 17. */
  int code() {
    return code;
  }

  /** The hash that is written in so many hexadecimal digits; null if none is. */
  static @Nullable Tag ofHexDigits(int digits) {
    return switch (digits) {
      case 32 -> MD5;
      case 40 -> SHA1;
      case 64 -> SHA256;
      case 128 -> SHA512;
      default -> null;
    };
  }

  static Tag of(int code) {
    return TAGS[code];
  }
}
