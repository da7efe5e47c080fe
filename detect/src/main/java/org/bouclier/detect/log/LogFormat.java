package org.bouclier.detect.log;

/** How the lines of a source are written. */
public enum LogFormat {
  /** Found out for each line: an object, a syslog priority, or plain text. */
  AUTO,
  /** One JSON object a line. */
  NDJSON,
  /** RFC 5424 or RFC 3164, told apart by the version after the priority. */
  SYSLOG,
  /** Unstructured text. */
  TEXT
}
