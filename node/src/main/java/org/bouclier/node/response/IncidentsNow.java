package org.bouclier.node.response;

import java.util.List;
import org.bouclier.node.web.NowContributor;
import org.bouclier.node.web.Page;

/** What the overview says of incidents: how many are open, and the tasks of whoever looks. */
final class IncidentsNow implements NowContributor {

  private static final int MAX_TASKS = 5;

  private final ResponseSql sql;

  IncidentsNow(ResponseSql sql) {
    this.sql = sql;
  }

  @Override
  public List<Figure> figures(Page page) {
    if (!page.can("READ_INCIDENTS")) {
      return List.of();
    }
    var open = sql.countOpen();
    String label =
        page.plural(open.all(), page.say("incident ouvert"), page.say("incidents ouverts"));
    if (open.grave() > 0) {
      String statement =
          open.grave() == 1
              ? page.say("Un incident grave est ouvert.")
              : page.say("{0} incidents graves sont ouverts.", open.grave());
      return List.of(new Figure(label, open.all(), "/incidents", Tone.HARM, statement));
    }
    if (open.all() > 0) {
      String statement = page.say("Incidents ouverts : {0}, aucun grave.", open.all());
      return List.of(new Figure(label, open.all(), "/incidents", Tone.ATTENTION, statement));
    }
    return List.of(Figure.calm(label, 0, "/incidents"));
  }

  @Override
  public List<Waiting> waiting(Page page) {
    if (!page.can("READ_INCIDENTS")) {
      return List.of();
    }
    return sql.waitingTasks(page.who(), MAX_TASKS).stream()
        .map(task ->
            new Waiting(
                page.say("{0} : {1}", task.reference(), task.title()),
                "/incidents/" + task.reference()))
        .toList();
  }
}
