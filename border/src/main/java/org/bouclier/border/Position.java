package org.bouclier.border;

import org.bouclier.stix.StixId;

/** Where an observable stands. */
enum Position {
  /** One of an attacker's means: kept. */
  ATTACKER,
  /** Seen on the side of the victims. */
  OBSERVED,
  /** Nobody said: treated with caution. */
  UNKNOWN;

  static Position of(StixId id, Roles roles) {
    return roles.isAttackers(id) ? ATTACKER : roles.isObserved(id) ? OBSERVED : UNKNOWN;
  }
}
