package org.bouclier.node.frontier;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.bouclier.node.web.NowContributor;
import org.bouclier.node.web.Page;

/** What left and what was refused in the last day. */
final class BorderNow implements NowContributor {

  private static final Duration DAY = Duration.ofHours(24);

  private final FrontierSql sql;
  private final Clock clock;

  BorderNow(FrontierSql sql, Clock clock) {
    this.sql = sql;
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
}
