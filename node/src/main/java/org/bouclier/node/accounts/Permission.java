package org.bouclier.node.accounts;

/**
 * What a person or a token may do. A route demands exactly one; a role holds several (see {@link
 * Role}); an API token holds those chosen when it was made.
 */
public enum Permission {
  /** See alerts and the overview. */
  READ_ALERTS,
  /** Close, qualify and link alerts. */
  HANDLE_ALERTS,
  /** See incidents. */
  READ_INCIDENTS,
  /** Open, change and close incidents. */
  HANDLE_INCIDENTS,
  /** See and search indicators and other STIX objects. */
  READ_INTELLIGENCE,
  /** Import, create, confirm and revoke indicators; publish them to peers. */
  WRITE_INTELLIGENCE,
  /** Fetch block lists: what a resolver, an IDS or a firewall holds. */
  READ_OUTPUTS,
  /** Send log lines: what a shipper holds, for one source. */
  WRITE_LOGS,
  /** Declare and change log sources. */
  HANDLE_SOURCES,
  /** See peers, the border register and the ledger. */
  READ_BORDER,
  /** Add, change and suspend peers. */
  HANDLE_PEERS,
  /** Create people and tokens, give roles. */
  HANDLE_ACCOUNTS,
  /** Read the audit of administrative acts. */
  READ_AUDIT
}
