package org.bouclier.node.response;

import org.bouclier.node.web.Page;

/** A change that an incident cannot take. The message is French, for the person who tried. */
final class IncidentRefusal extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String code;
  private final String french;
  private final String argument;

  IncidentRefusal(String code, String french) {
    this(code, french, "");
  }

  /**
   * Says why.
   *
   * @param french a sentence that says {@code argument} where it has {@code {0}}
   */
  IncidentRefusal(String code, String french, String argument) {
    super(french.replace("{0}", argument));
    this.code = code;
    this.french = french;
    this.argument = argument;
  }

  static IncidentRefusal unknown(Reference reference) {
    return new IncidentRefusal(
        "unknown-incident", "Aucun incident ne porte la référence {0}.", reference.toString());
  }

  /** The message in the language of a page. */
  String say(Page page) {
    return page.say(french, argument);
  }

  /** Stable, for machines. */
  String code() {
    return code;
  }
}
