package org.bouclier.stix;

import java.util.List;

/** Whether a pattern is no more than a list of values, any of which is enough. */
public sealed interface Observables {

  /**
   * It is.
   *
   * @param observables at least one; no two equal
   */
  record Found(List<Observable> observables) implements Observables {

    /** Copies the list. */
    public Found {
      observables = List.copyOf(observables);
    }
  }

  /**
   * It is not: to match it by a list would raise false alerts, or miss true ones.
   *
   * @param reason why
   * @param detail what in the pattern, in French
   */
  record NotMatchable(Reason reason, String detail) implements Observables {}

  /** Why a pattern is more than a list. */
  enum Reason {
    /** Several conditions must hold together. */
    CONJUNCTION,
    /** Order, time or number of observations matters. */
    QUALIFIER,
    /** Another operator than equality. */
    OPERATOR,
    /** A property that is not looked for in logs. */
    PROPERTY,
    /** A value that is not what its property promises, e.g. a hash of the wrong length. */
    VALUE
  }
}
