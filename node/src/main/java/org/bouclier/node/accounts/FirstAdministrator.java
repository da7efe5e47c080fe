package org.bouclier.node.accounts;

import java.io.PrintStream;
import java.net.URI;
import java.util.function.Supplier;

/**
 * Tells whoever starts the node how to enter it for the first time. As long as nobody could
 * administer the node, each start prints a new link, and the former one opens nothing.
 */
final class FirstAdministrator {

  private final People people;
  private final Supplier<URI> pages;
  private final PrintStream out;

  /**
   * @param pages the address of the pages, asked once the node listens
   * @param out where it is printed: never a log, which is kept and read by others
   */
  FirstAdministrator(People people, Supplier<URI> pages, PrintStream out) {
    this.people = people;
    this.pages = pages;
    this.out = out;
  }

  /** Prints the link, if it is needed. */
  void invite() {
    if (!people.lacksAdministrator()) {
      return;
    }
    var link = pages.get().resolve("/premier-acces/" + people.firstLink().text());
    out.println();
    out.println("Ce nœud n’a pas encore d’administrateur. Créez le premier compte par ce lien,");
    out.println("valable 24 heures et une seule fois :");
    out.println();
    out.println("    " + link);
    out.println();
    out.flush();
  }
}
