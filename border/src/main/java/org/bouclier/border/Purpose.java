package org.bouclier.border;

/** What an object is sent for. */
public enum Purpose {
  /** To know and to detect attacks. */
  CYBER_DEFENCE("défense des systèmes"),
  /** To block: lists for resolvers, firewalls and intrusion detection, which attackers notice. */
  BLOCKING("blocage"),
  /** To handle an incident together. */
  INCIDENT_RESPONSE("réponse à incident"),
  /** Assistance between data-protection authorities. */
  AUTHORITY_ASSISTANCE("assistance entre autorités"),
  /** To warn the public. */
  PUBLIC_WARNING("information du public");

  private final String label;

  Purpose(String label) {
    this.label = label;
  }

  /** For people, in French. */
  public String label() {
    return label;
  }
}
