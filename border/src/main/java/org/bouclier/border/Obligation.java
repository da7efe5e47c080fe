package org.bouclier.border;

/** What the recipient takes upon itself with the object. */
public enum Obligation {
  /** Markings travel with the object. */
  KEEP_MARKINGS("conserver les marquages TLP et PAP"),
  /** GREEN. */
  NOT_PUBLIC("ne pas publier"),
  /** AMBER. */
  NEED_TO_KNOW("limiter à l’organisation et à ses bénéficiaires qui ont besoin d’en connaître"),
  /** AMBER+STRICT. */
  ORGANISATION_ONLY("ne pas sortir de l’organisation destinataire"),
  /** RED. */
  NO_ONWARD("ne transmettre à personne d’autre"),
  /** PAP:AMBER. */
  PASSIVE_ONLY("s’en tenir à des actions passives, que la cible ne peut pas voir"),
  /** PAP:RED. */
  UNDETECTABLE_ONLY("s’en tenir à des recherches locales, indétectables"),
  /** Personal data inside. */
  ERASE_ON_ORDER("effacer sur ordre de l’autorité de l’État d’origine"),
  /** Pseudonyms inside. */
  NO_REIDENTIFICATION("ne pas chercher à retrouver les personnes");

  private final String label;

  Obligation(String label) {
    this.label = label;
  }

  /** For people, in French: a verb in the infinitive. */
  public String label() {
    return label;
  }
}
