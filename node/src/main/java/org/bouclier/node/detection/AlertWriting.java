package org.bouclier.node.detection;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import org.bouclier.node.web.Severity;
import org.springframework.context.ApplicationEventPublisher;

/** Makes alerts of findings, and tells the other desks of those that are new. */
final class AlertWriting {

  private static final HexFormat HEX = HexFormat.of();

  private final AlertSql alerts;
  private final IntFunction<Optional<Source>> sources;
  private final ApplicationEventPublisher events;

  AlertWriting(
      AlertSql alerts, IntFunction<Optional<Source>> sources, ApplicationEventPublisher events) {
    this.alerts = alerts;
    this.sources = sources;
    this.events = events;
  }

  /**
   * Raises alerts, or counts on those that there are; in the caller's transaction.
   *
   * @param all at most one finding a key
   */
  void write(Collection<Finding> all, Instant now) {
    Collection<Finding> findings = bounded(all);
    var byDigest = new HashMap<String, Finding>();
    for (Finding finding : findings) {
      byDigest.put(HEX.formatHex(finding.key().digest()), finding);
    }
    var hours = new ArrayList<AlertSql.Hour>();
    for (AlertSql.Written written : alerts.upsert(findings, now)) {
      Finding finding = byDigest.get(written.digest());
      if (finding == null) {
        throw new IllegalStateException("an alert nobody asked for: " + written.digest());
      }
      finding
          .hours()
          .forEach(
              (hour, count) -> hours.add(new AlertSql.Hour(written.id(), hour.toString(), count)));
      if (written.raised()) {
        events.publishEvent(raised(written, finding));
      }
    }
    alerts.count(hours);
  }

  /** Counts together what would be too many alerts of one subject: see {@link AlertKey#MANY}. */
  private Collection<Finding> bounded(Collection<Finding> findings) {
    var byKey = new LinkedHashMap<AlertKey, Finding>();
    var bySubject = new LinkedHashMap<AlertKey, List<Finding>>();
    for (Finding finding : findings) {
      bySubject.computeIfAbsent(finding.key().many(), k -> new ArrayList<>()).add(finding);
    }
    for (Map.Entry<AlertKey, List<Finding>> group : bySubject.entrySet()) {
      AlertKey many = group.getKey();
      int room = AlertKey.MAX_OBSERVABLES - alerts.observables(many.subject(), many.source());
      boolean fits = group.getValue().size() <= room;
      var existing =
          fits
              ? Set.<String>of()
              : alerts.existing(
                  group.getValue().stream().map(f -> HEX.formatHex(f.key().digest())).toList());
      for (Finding finding : group.getValue()) {
        if (fits || existing.contains(HEX.formatHex(finding.key().digest()))) {
          byKey.put(finding.key(), finding);
        } else if (room > 0) {
          byKey.put(finding.key(), finding);
          room--;
        } else {
          byKey.computeIfAbsent(many, k -> new Finding(k, finding.facts())).merge(finding);
        }
      }
    }
    return byKey.values();
  }

  private AlertRaised raised(AlertSql.Written written, Finding finding) {
    AlertKey key = finding.key();
    boolean indicator = key.kind() == AlertKind.INDICATOR;
    Severity severity = finding.facts().severity();
    String observable = key.observable().equals(AlertKey.MANY) ? "" : key.observable();
    return new AlertRaised(
        written.id(),
        AlertTitle.of(key.kind(), key.observable(), finding.facts().title()),
        severity,
        key.kind().name(),
        observable,
        indicator ? key.subject() : "",
        indicator ? "" : key.subject(),
        sources.apply(key.source()).map(Source::name).orElse("?"),
        finding.first());
  }
}
