package org.bouclier.node.federation;

import java.util.List;
import org.bouclier.node.frontier.ExportLog;
import org.bouclier.node.web.NowContributor;
import org.bouclier.node.web.Page;
import org.bouclier.node.web.PeerLinks;

/** How many peers are up to date, and which ledger is refused. */
final class PeersNow implements NowContributor {

  private final PeerRegister register;

  private final ExportLog log;

  PeersNow(PeerRegister register, ExportLog log) {
    this.register = register;
    this.log = log;
  }

  @Override
  public List<Figure> figures(Page page) {
    if (!page.can("READ_BORDER")) {
      return List.of();
    }
    long current = count(PeerLinks.State.CURRENT);
    var withheld = log.withheld();
    if (withheld.isPresent()) {
      return List.of(
          new Figure(
              label(page, current),
              current,
              "/pairs",
              Tone.HARM,
              page.say(withheld.get().explanation())));
    }
    var refused = with(PeerLinks.State.REFUSED);
    if (!refused.isEmpty()) {
      return List.of(
          new Figure(
              label(page, current),
              current,
              "/pairs",
              Tone.HARM,
              page.say("Le registre de {0} est refusé : voyez la preuve.", cities(refused))));
    }
    var unreached = with(PeerLinks.State.UNREACHED);
    if (!unreached.isEmpty()) {
      return List.of(
          new Figure(
              label(page, current),
              current,
              "/pairs",
              Tone.ATTENTION,
              page.say("Sans lien avec {0}.", cities(unreached))));
    }
    return List.of(Figure.calm(label(page, current), current, "/pairs"));
  }

  @Override
  public List<Waiting> waiting(Page page) {
    if (!page.can("HANDLE_PEERS")) {
      return List.of();
    }
    return with(PeerLinks.State.REFUSED).stream()
        .map(link ->
            new Waiting(
                page.say(
                    "Décider de la suite avec {0}, dont le registre est refusé.",
                    link.peer().card().city()),
                "/pairs/" + link.peer().card().code()))
        .toList();
  }

  private static String label(Page page, long current) {
    return page.plural(current, page.say("pair à jour"), page.say("pairs à jour"));
  }

  private long count(PeerLinks.State state) {
    return with(state).size();
  }

  private List<PeerLink> with(PeerLinks.State state) {
    return register.links().stream()
        .filter(link -> !link.peer().suspended() && link.state() == state)
        .toList();
  }

  private static String cities(List<PeerLink> links) {
    return String.join(", ", links.stream().map(link -> link.peer().card().city()).toList());
  }
}
