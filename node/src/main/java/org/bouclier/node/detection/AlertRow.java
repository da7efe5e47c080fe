package org.bouclier.node.detection;

import java.time.Instant;
import java.util.UUID;
import org.bouclier.node.web.Cursor;
import org.bouclier.node.web.Severity;

/**
 * An alert as a list shows it.
 *
 * @param subject the indicator's STIX identifier, or the rule's
 * @param title the rule's title; for an indicator, the value listed
 * @param observable what was seen; empty for a rule, {@code *} for many
 * @param source the source's name
 * @param count how often it was seen
 * @param pastCount how many of these were found by looking back, after they had happened
 */
public record AlertRow(
    UUID id,
    AlertKind kind,
    String subject,
    String title,
    Severity severity,
    String observable,
    String source,
    AlertStatus status,
    long count,
    long pastCount,
    Instant firstSeen,
    Instant lastSeen,
    Instant raisedAt) {

  /** Whether it stands for more observables than could each have an alert. */
  public boolean isMany() {
    return observable.equals(AlertKey.MANY);
  }

  /** Its place in a list, which is ordered by last sight. */
  Cursor cursor() {
    return new Cursor(lastSeen, id);
  }

  /** What other desks are told of it. */
  AlertRaised asRaised() {
    boolean indicator = kind == AlertKind.INDICATOR;
    return new AlertRaised(
        id,
        AlertTitle.of(kind, observable, title),
        severity,
        kind.name(),
        isMany() ? "" : observable,
        indicator ? subject : "",
        indicator ? "" : subject,
        source,
        firstSeen);
  }

  /** What to show as its name: what was seen, or the rule. */
  public String shown() {
    return observable.isEmpty() || isMany() ? title : observable;
  }
}
