package org.bouclier.border;

import java.util.List;

/** A text is no policy: it must not be put in force. */
public final class MalformedPolicyException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final transient List<PolicyFault> faults;

  MalformedPolicyException(List<PolicyFault> faults) {
    super("line " + faults.getFirst().line() + ": " + faults.getFirst().message());
    this.faults = List.copyOf(faults);
  }

  /** All that was found, in the order of the text; at least one. */
  public List<PolicyFault> faults() {
    return faults;
  }
}
