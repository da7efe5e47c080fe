package org.bouclier.node.detection;

/** A stream that cannot be cut into messages any more. The message is French. */
final class SyslogProtocolException extends RuntimeException {

  SyslogProtocolException(String french) {
    super(french);
  }
}
