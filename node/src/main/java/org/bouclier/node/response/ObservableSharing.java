package org.bouclier.node.response;

import org.bouclier.detect.IndicatorReading;
import org.bouclier.detect.IndicatorText;
import org.bouclier.node.accounts.Actor;
import org.bouclier.node.intelligence.Indicators;
import org.bouclier.node.intelligence.NewIndicator;
import org.bouclier.stix.StixId;

/**
 * Makes of an incident's observable an indicator in force, so that the confederation is protected
 * from what this state has seen. The indicator that raised the alert is confirmed when there is
 * one; otherwise a new one is made, as grave and as marked as the incident.
 */
final class ObservableSharing {

  private final Incidents incidents;
  private final Indicators indicators;

  ObservableSharing(Incidents incidents, Indicators indicators) {
    this.incidents = incidents;
    this.indicators = indicators;
  }

  /**
   * Confirms, and writes it in the timeline.
   *
   * @throws IncidentRefusal if the incident does not cite {@code value}, or it may not be confirmed
   */
  void share(Incident incident, String value, Actor who) {
    if (incident.observables().stream().noneMatch(one -> one.value().equals(value))) {
      throw new IncidentRefusal("unknown-observable", "L’incident ne cite pas {0}.", value);
    }
    StixId id = indicatorOf(incident, value);
    var decision = indicators.confirm(id, who);
    if (decision.done() == 0) {
      throw new IncidentRefusal("not-confirmed", "{0}", String.join(" ; ", decision.refused()));
    }
    incidents.add(
        incident.reference(), new Entry.ObservableShared(value, id.toString()), who.getName());
  }

  private StixId indicatorOf(Incident incident, String value) {
    var raised =
        incident.alerts().stream()
            .filter(alert -> alert.observable().equals(value))
            .map(Entry.AlertLinked::subject)
            .filter(subject -> subject.startsWith("indicator--"))
            .findFirst();
    if (raised.isPresent()) {
      return StixId.parse(raised.get());
    }
    if (!(IndicatorText.read(value) instanceof IndicatorReading.Listed listed)) {
      throw new IncidentRefusal(
          "unreadable-observable", "Cet observable ne peut pas être cherché.");
    }
    try {
      return indicators.propose(
          new NewIndicator(
              listed.indicator(),
              value.length() > 200 ? value.substring(0, 200) : value,
              "Vu dans l’incident " + incident.reference() + " : " + incident.title(),
              incident.tlp(),
              null,
              incident.severity(),
              null,
              null));
    } catch (IllegalArgumentException refused) {
      throw new IncidentRefusal("not-proposed", "{0}", String.valueOf(refused.getMessage()));
    }
  }
}
