package org.bouclier.node.response;

import org.bouclier.node.detection.AlertEscalated;
import org.bouclier.node.detection.AlertRaised;
import org.bouclier.node.web.LiveStream;
import org.bouclier.stix.Tlp;
import org.springframework.context.event.EventListener;
import org.springframework.modulith.events.ApplicationModuleListener;

/**
 * Opens incidents when alerts are raised, by the opening rules; and when a person asks.
 *
 * <p>Neither may happen twice for one alert: events are redelivered after a crash, and people click
 * twice.
 */
class AlertListener {

  /** Under what name the node itself contributes. */
  static final String NODE = "Bouclier";

  private static final OpeningRule BY_HAND =
      new OpeningRule(
          new java.util.UUID(0, 0),
          0,
          "",
          true,
          org.bouclier.node.web.Severity.INFORMATIONAL,
          java.util.Set.of(),
          java.util.Set.of(),
          OpeningRule.MAX_WINDOW,
          RsitClass.UNDETERMINED,
          Tlp.AMBER);

  private final Incidents incidents;
  private final ResponseSql sql;
  private final LiveStream live;

  AlertListener(Incidents incidents, ResponseSql sql, LiveStream live) {
    this.incidents = incidents;
    this.sql = sql;
    this.live = live;
  }

  @ApplicationModuleListener
  void on(AlertRaised alert) {
    sql.rules().stream()
        .filter(rule -> rule.takes(alert))
        .findFirst()
        .ifPresent(rule -> {
          incidents.place(alert, rule, NODE);
          live.pulse("incidents");
        });
  }

  /** In the caller's transaction: the person is sent to the incident right after it. */
  @EventListener
  void on(AlertEscalated escalated) {
    incidents.place(escalated.alert(), BY_HAND, escalated.author());
    live.pulse("incidents");
  }
}
