package org.bouclier.node.frontier;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bouclier.node.accounts.Actor;
import org.bouclier.node.accounts.PersonPrincipal;
import org.bouclier.node.web.NowContributor;
import org.bouclier.node.web.Page;

/** What left and what was refused in the last day; policies that wait for somebody. */
final class BorderNow implements NowContributor {

  private static final Duration DAY = Duration.ofHours(24);

  private final FrontierSql sql;
  private final PolicySql policies;
  private final ErasureDesk erasures;
  private final Clock clock;

  BorderNow(FrontierSql sql, PolicySql policies, ErasureDesk erasures, Clock clock) {
    this.sql = sql;
    this.policies = policies;
    this.erasures = erasures;
    this.clock = clock;
  }

  @Override
  public List<Figure> figures(Page page) {
    if (!page.can("READ_BORDER")) {
      return List.of();
    }
    var since = clock.instant().minus(DAY);
    long crossed = sql.count(true, since);
    return List.of(
        Figure.calm(
            page.plural(crossed, page.say("passage en 24 h"), page.say("passages en 24 h")),
            crossed,
            "/frontiere?verdict=sorti"),
        Figure.calm(
            page.say("refus de sortie en 24 h"),
            sql.count(false, since),
            "/frontiere?verdict=refuse"));
  }

  @Override
  public List<Waiting> waiting(Page page) {
    if (!page.can("HANDLE_POLICIES")) {
      return List.of();
    }
    var self = Actor.current() instanceof PersonPrincipal person ? person.id() : null;
    var tasks = new ArrayList<Waiting>();
    long waiting = policies.waiting(self);
    if (waiting > 0) {
      tasks.add(
          new Waiting(
              page.plural(
                  waiting,
                  page.say("{0} politique de frontière attend votre décision", waiting),
                  page.say("{0} politiques de frontière attendent votre décision", waiting)),
              "/frontiere/politiques"));
    }
    long overdue = erasures.overdue();
    if (overdue > 0) {
      tasks.add(
          new Waiting(
              page.plural(
                  overdue,
                  page.say("{0} accusé d’effacement est en retard", overdue),
                  page.say("{0} accusés d’effacement sont en retard", overdue)),
              "/frontiere/effacements"));
    }
    return List.copyOf(tasks);
  }
}
