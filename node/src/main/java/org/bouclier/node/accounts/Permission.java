package org.bouclier.node.accounts;

/**
 * What a person or a token may do. A route demands exactly one; a role holds several (see {@link
 * Role}); an API token holds those chosen when it was made.
 */
public enum Permission {
  /** See alerts and the overview. */
  READ_ALERTS("voir les alertes"),
  /** Close, qualify and link alerts. */
  HANDLE_ALERTS("traiter les alertes"),
  /** See incidents. */
  READ_INCIDENTS("voir les incidents"),
  /** Open, change and close incidents. */
  HANDLE_INCIDENTS("traiter les incidents"),
  /** See and search indicators and other STIX objects. */
  READ_INTELLIGENCE("consulter les connaissances"),
  /** Import, create, confirm and revoke indicators; publish them to peers. */
  WRITE_INTELLIGENCE("modifier les connaissances"),
  /** Fetch block lists: what a resolver, an IDS or a firewall holds. */
  READ_OUTPUTS("lire les listes de blocage"),
  /** Send log lines: what a shipper holds, for one source. */
  WRITE_LOGS("envoyer des journaux"),
  /** Declare and change log sources. */
  HANDLE_SOURCES("gérer les sources"),
  /** See peers, the border register and the ledger. */
  READ_BORDER("voir la frontière"),
  /** Propose policies of the border, and put in force those that others proposed. */
  HANDLE_POLICIES("décider des règles de la frontière"),
  /** Add, change and suspend peers. */
  HANDLE_PEERS("gérer les pairs"),
  /** Create people and tokens, give roles. */
  HANDLE_ACCOUNTS("gérer les comptes"),
  /** Read the audit of administrative acts. */
  READ_AUDIT("lire l’audit");

  private final String label;

  Permission(String label) {
    this.label = label;
  }

  /** What it opens, in French; pages pass it through {@code Page.say}. */
  public String label() {
    return label;
  }
}
