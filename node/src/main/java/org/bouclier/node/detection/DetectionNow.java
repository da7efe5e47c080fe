package org.bouclier.node.detection;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bouclier.node.accounts.Permission;
import org.bouclier.node.web.NowContributor;
import org.bouclier.node.web.Page;
import org.bouclier.node.web.Severity;

/** What detection says on the overview: new alerts, the latest of them, sources gone silent. */
final class DetectionNow implements NowContributor {

  static final int LATEST_COUNT = 12;
  static final AlertFilter LATEST =
      new AlertFilter(
          Severity.INFORMATIONAL,
          Set.of(AlertStatus.NEW, AlertStatus.HANDLED),
          null,
          "",
          "",
          null,
          null,
          null);

  private final AlertSql alerts;
  private final Sources sources;
  private final Clock clock;

  DetectionNow(AlertSql alerts, Sources sources, Clock clock) {
    this.alerts = alerts;
    this.sources = sources;
    this.clock = clock;
  }

  @Override
  public List<Figure> figures(Page page) {
    var figures = new ArrayList<Figure>();
    if (page.can(Permission.READ_ALERTS.name())) {
      figures.add(newAlerts(page));
    }
    if (page.can(Permission.HANDLE_SOURCES.name())) {
      figures.add(silentSources(page));
    }
    return figures;
  }

  private Figure newAlerts(Page page) {
    Map<Severity, Long> counts = alerts.countNew();
    long all = counts.values().stream().mapToLong(Long::longValue).sum();
    long grave =
        counts.getOrDefault(Severity.CRITICAL, 0L) + counts.getOrDefault(Severity.HIGH, 0L);
    String label = page.plural(all, page.say("nouvelle alerte"), page.say("nouvelles alertes"));
    if (grave > 0) {
      return new Figure(
          label,
          all,
          "/alertes?statut=NEW",
          Tone.HARM,
          page.plural(
              grave,
              page.say("{0} alerte grave attend qu’on la regarde.", grave),
              page.say("{0} alertes graves attendent qu’on les regarde.", grave)));
    }
    return all > 0
        ? new Figure(
            label,
            all,
            "/alertes?statut=NEW",
            Tone.ATTENTION,
            page.plural(
                all,
                page.say("{0} alerte attend qu’on la regarde.", all),
                page.say("{0} alertes attendent qu’on les regarde.", all)))
        : Figure.calm(label, 0, "/alertes");
  }

  private Figure silentSources(Page page) {
    Instant now = clock.instant();
    var all = sources.list();
    long silent = all.stream().filter(source -> source.state(now) == Source.State.SILENT).count();
    long speaking =
        all.stream().filter(source -> source.state(now) == Source.State.SPEAKING).count();
    return silent > 0
        ? new Figure(
            page.plural(silent, page.say("source muette"), page.say("sources muettes")),
            silent,
            "/sources",
            Tone.ATTENTION,
            page.plural(
                silent,
                page.say("{0} source de journaux ne dit plus rien.", silent),
                page.say("{0} sources de journaux ne disent plus rien.", silent)))
        : Figure.calm(
            page.plural(speaking, page.say("source active"), page.say("sources actives")),
            speaking,
            "/sources");
  }

  @Override
  public Optional<Panel> panel(Page page) {
    if (!page.can(Permission.READ_ALERTS.name())) {
      return Optional.empty();
    }
    return Optional.of(
        new Panel(
            page.say("Dernières alertes"),
            "/alertes",
            "/alertes/dernieres",
            "alerts",
            "detection/latest",
            Map.of("latest", alerts.list(LATEST, LATEST_COUNT))));
  }
}
