package org.bouclier.node.federation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a peer's ledger: how far it was verified and what went wrong last.
 *
 * @param seen the last verified checkpoint as it was signed; empty if none
 * @param announced its size
 * @param position the next entry to look at
 * @param accepted entries for us that were opened and kept
 * @param passed entries that were not for us
 * @param contactAt when it last answered
 * @param verifiedAt when {@code position} last was {@code announced}
 * @param problem what went wrong last
 * @param refused whether its ledger is refused
 * @param locked whether only a person lifts that refusal
 */
record LinkRecord(
    String seen,
    long announced,
    long position,
    long accepted,
    long passed,
    @Nullable Instant contactAt,
    @Nullable Instant verifiedAt,
    Problem problem,
    boolean refused,
    boolean locked) {

  /** A peer that was never reached. */
  static LinkRecord fresh() {
    return new LinkRecord("", 0, 0, 0, 0, null, null, Problem.NONE, false, false);
  }

  LinkRecord contact(Instant at) {
    return new LinkRecord(
        seen, announced, position, accepted, passed, at, verifiedAt, problem, refused, locked);
  }

  /** A verified head: what refused the ledger before, if anything, is over. */
  LinkRecord head(String note, long size) {
    return new LinkRecord(
        note, size, position, accepted, passed, contactAt, verifiedAt, Problem.NONE, false, false);
  }

  /** Every entry up to the head was looked at. */
  LinkRecord verified(Instant at) {
    return new LinkRecord(
        seen, announced, position, accepted, passed, contactAt, at, Problem.NONE, false, false);
  }

  LinkRecord moved(long to, long morePassed, long moreAccepted) {
    return new LinkRecord(
        seen,
        announced,
        to,
        accepted + moreAccepted,
        passed + morePassed,
        contactAt,
        verifiedAt,
        problem,
        refused,
        locked);
  }

  LinkRecord troubled(Problem what) {
    return new LinkRecord(
        seen, announced, position, accepted, passed, contactAt, verifiedAt, what, refused, locked);
  }

  LinkRecord refused(Problem why, boolean byPersonOnly) {
    return new LinkRecord(
        seen,
        announced,
        position,
        accepted,
        passed,
        contactAt,
        verifiedAt,
        why,
        true,
        locked || byPersonOnly);
  }

  /** A person has decided to try again. */
  LinkRecord lifted() {
    return new LinkRecord(
        seen,
        announced,
        position,
        accepted,
        passed,
        contactAt,
        verifiedAt,
        Problem.NONE,
        false,
        false);
  }
}
