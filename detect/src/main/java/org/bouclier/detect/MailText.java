package org.bouclier.detect;

import org.bouclier.detect.bytes.Octets;

/** What a mailbox is made of. */
final class MailText {

  private MailText() {}

  /** Whether a byte may sit in an unquoted local part (RFC 5322 "atext", and the dot). */
  static boolean isLocal(byte b) {
    return (Octets.CLASS[b & 0xFF] & Octets.TOKEN) != 0 || "!#$%&'*+/=?^`{|}~".indexOf(b) >= 0;
  }
}
