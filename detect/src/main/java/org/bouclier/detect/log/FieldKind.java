package org.bouclier.detect.log;

/** What kind of value a field has. */
public enum FieldKind {
  /** Text. */
  STRING,
  /** A JSON number, as it is written. */
  NUMBER,
  /** {@code true} or {@code false}. */
  BOOLEAN,
  /** {@code null}. */
  NULL,
  /** An object or array without content: the name is present, and there is no value. */
  EMPTY
}
