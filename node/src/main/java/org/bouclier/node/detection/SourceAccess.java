package org.bouclier.node.detection;

import org.bouclier.node.accounts.Actor;
import org.bouclier.node.accounts.TokenPrincipal;

/** For which source a caller may send. A token bound to one source sends for that one only. */
final class SourceAccess {

  private final Sources sources;

  SourceAccess(Sources sources) {
    this.sources = sources;
  }

  /**
   * The source that a caller names.
   *
   * @throws org.springframework.web.ErrorResponseException 403 if its token is bound to another,
   *     404 if there is none of that name, 409 if it is stopped
   */
  Source named(Actor caller, String name) {
    if (caller instanceof TokenPrincipal token
        && token.source() != null
        && !token.source().equals(name)) {
      throw Problem.of(
          403,
          "source.other",
          "Ce jeton n’envoie que pour « " + token.source() + " », pas pour « " + name + " ».");
    }
    Source source = sources.find(name).orElseThrow(() -> Problem.unknownSource(name));
    if (!source.enabled()) {
      throw Problem.of(409, "source.stopped", "La source « " + name + " » est arrêtée.");
    }
    return source;
  }

  /**
   * The source of a caller that cannot name one: its token's, else that which bears the name of the
   * index it writes to.
   */
  Source of(Actor caller, String index) {
    String bound = caller instanceof TokenPrincipal token ? token.source() : null;
    return named(caller, bound == null ? index : bound);
  }
}
