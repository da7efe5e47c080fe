package org.bouclier.node.intelligence;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How the status of an indicator follows from what its source says and what people here decided.
 */
final class Status {

  private Status() {}

  /** Of an indicator that was unknown; null for other objects. */
  static @Nullable IndicatorStatus first(Draft draft, Acceptance acceptance, Instant now) {
    if (!draft.isIndicator()) {
      return null;
    }
    if (draft.revoked()) {
      return IndicatorStatus.REVOKED;
    }
    if (isPast(draft.validUntil(), now)) {
      return IndicatorStatus.EXPIRED;
    }
    return acceptance == Acceptance.CONFIRMED
        ? IndicatorStatus.CONFIRMED
        : IndicatorStatus.PROPOSED;
  }

  /**
   * Of an indicator of which a newer version came. Its author may take it back or prolong it; what
   * people here have decided otherwise stands.
   */
  static @Nullable IndicatorStatus next(
      Draft draft, StoreSql.@Nullable Known before, Acceptance acceptance, Instant now) {
    var fresh = first(draft, acceptance, now);
    var former = before == null ? null : before.status();
    if (fresh == null || former == null || before == null) {
      return fresh;
    }
    if (fresh == IndicatorStatus.REVOKED || fresh == IndicatorStatus.EXPIRED) {
      return fresh;
    }
    return switch (former) {
      case PROPOSED, CONFIRMED -> former;
      case REVOKED -> before.decided() ? former : fresh;
      case EXPIRED -> before.decided() ? IndicatorStatus.CONFIRMED : fresh;
    };
  }

  /** The next moment at which it begins or ends by itself; null if none. */
  static @Nullable Instant turn(Draft draft, Instant now) {
    if (!draft.isIndicator() || draft.revoked()) {
      return null;
    }
    var from = draft.validFrom();
    if (from != null && from.isAfter(now)) {
      return from;
    }
    var until = draft.validUntil();
    return until != null && until.isAfter(now) ? until : null;
  }

  private static boolean isPast(@Nullable Instant until, Instant now) {
    return until != null && !until.isAfter(now);
  }
}
