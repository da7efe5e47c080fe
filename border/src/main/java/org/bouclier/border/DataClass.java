package org.bouclier.border;

/** Kinds of personal data that a rule can speak of. An object that holds none has an empty set. */
public enum DataClass {
  /** Leads to a person with the help of other files: an address of a victim's machine, a path. */
  INDIRECT_PERSONAL("données indirectement personnelles"),
  /** Names a person or reaches one: e-mail address, phone number, account, name, IBAN. */
  DIRECT_PERSONAL("données directement personnelles"),
  /** Of the categories that the three laws set apart: health, opinions, origin, proceedings... */
  SENSITIVE("données sensibles");

  private final String label;

  DataClass(String label) {
    this.label = label;
  }

  /** For people, in French. */
  public String label() {
    return label;
  }
}
