package org.bouclier.detect.sigma;

import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/** A construct that cannot be compiled; becomes a {@link RuleRefusal}. */
final class RuleFault extends Exception {

  private static final long serialVersionUID = 1L;

  private final String construct;
  private final String reason;
  private int line; // from 1; 0 as long as unknown

  RuleFault(String construct, String message) {
    super(message);
    this.reason = message;
    this.construct = construct;
  }

  RuleFault(String construct, String message, @Nullable Node where) {
    this(construct, message);
    at(where);
  }

  /** Says where, if a more precise place is not known already. */
  RuleFault at(@Nullable Node where) {
    if (line == 0 && where != null) {
      line = where.getStartMark().getLine() + 1;
    }
    return this;
  }

  String construct() {
    return construct;
  }

  String reason() {
    return reason;
  }

  int line() {
    return line;
  }
}
