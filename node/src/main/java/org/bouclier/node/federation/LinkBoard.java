package org.bouclier.node.federation;

import java.util.List;
import org.bouclier.node.frontier.Frontier;
import org.bouclier.node.web.PeerLinks;

/** The links as every page shows them. A suspended peer has none. */
final class LinkBoard implements PeerLinks {

  private final PeerRegister register;
  private final Frontier frontier;

  LinkBoard(PeerRegister register, Frontier frontier) {
    this.register = register;
    this.frontier = frontier;
  }

  @Override
  public List<Link> links() {
    return register.links().stream()
        .filter(link -> !link.peer().suspended())
        .map(link -> {
          var card = link.peer().card();
          var record = link.record();
          return new Link(
              card.code().value(),
              card.city(),
              link.state(),
              record.verifiedAt(),
              frontier.sentTo(card.code()),
              record.accepted());
        })
        .toList();
  }
}
