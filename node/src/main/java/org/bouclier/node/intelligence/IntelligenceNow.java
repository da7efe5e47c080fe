package org.bouclier.node.intelligence;

import java.util.List;
import org.bouclier.node.web.NowContributor;
import org.bouclier.node.web.Page;

/** What this desk says on the overview. */
final class IntelligenceNow implements NowContributor {

  private final IndicatorSql indicators;
  private final SharingSql sharing;

  IntelligenceNow(IndicatorSql indicators, SharingSql sharing) {
    this.indicators = indicators;
    this.sharing = sharing;
  }

  @Override
  public List<Figure> figures(Page page) {
    if (!page.can("READ_INTELLIGENCE")) {
      return List.of();
    }
    long inForce = indicators.count(IndicatorStatus.CONFIRMED);
    String label =
        page.plural(inForce, page.say("indicateur en vigueur"), page.say("indicateurs en vigueur"));
    return List.of(Figure.calm(label, inForce, "/connaissances?statut=CONFIRMED"));
  }

  @Override
  public List<Waiting> waiting(Page page) {
    if (!page.can("WRITE_INTELLIGENCE")) {
      return List.of();
    }
    long proposed = indicators.count(IndicatorStatus.PROPOSED);
    long toShare = sharing.waiting();
    var waiting = new java.util.ArrayList<Waiting>();
    if (proposed > 0) {
      waiting.add(
          new Waiting(
              page.plural(
                  proposed,
                  page.say("{0} indicateur proposé attend d’être confirmé", proposed),
                  page.say("{0} indicateurs proposés attendent d’être confirmés", proposed)),
              "/connaissances?statut=PROPOSED"));
    }
    if (toShare > 0) {
      waiting.add(
          new Waiting(
              page.plural(
                  toShare,
                  page.say("{0} indicateur confirmé attend un pair", toShare),
                  page.say("{0} indicateurs confirmés attendent un pair", toShare)),
              "/connaissances?statut=CONFIRMED"));
    }
    return waiting;
  }
}
