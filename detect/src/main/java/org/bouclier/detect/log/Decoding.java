package org.bouclier.detect.log;

/**
 * What became of a line when its fields were read. The names are stable: callers count lines by
 * them and show the counts to whoever runs the source.
 */
public enum Decoding {
  /** No rule looks at this source: the line was not decoded. */
  NOT_NEEDED,
  /** The line was decoded. */
  DECODED,
  /** The line is not the JSON that its first byte, or its source's format, promised. */
  MALFORMED_JSON,
  /** Objects nested too deep; the fields before are kept. */
  TOO_DEEP,
  /** Too many fields, or too long names; the fields before are kept. */
  TOO_MANY_FIELDS,
  /** A syslog line without a valid priority; kept as text. */
  MALFORMED_SYSLOG
}
