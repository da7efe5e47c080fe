package org.bouclier.border;

import org.bouclier.stix.StixKind;

/** The families of STIX types that rules tell apart. */
public enum Matter {
  /** About attacks: indicator, malware, attack-pattern, infrastructure, vulnerability... */
  INTELLIGENCE("renseignement"),
  /** About what was seen: sighting, observed-data, incident. */
  OBSERVATION("observation"),
  /** A bare fact: address, file, account. */
  OBSERVABLE("observable"),
  /** Who: identity, location. */
  IDENTITY("identité"),
  /** Text for people: report, note, opinion, grouping. */
  DOCUMENT("document"),
  /** Markings, translations, definitions. */
  META("marquage ou définition"),
  /** Types that STIX does not define. */
  CUSTOM("type hors norme");

  private final String label;

  Matter(String label) {
    this.label = label;
  }

  /** For people, in French. */
  public String label() {
    return label;
  }

  /** The family of a STIX type. */
  public static Matter of(String type) {
    return switch (type) {
      case "sighting", "observed-data", "incident" -> OBSERVATION;
      case "identity", "location" -> IDENTITY;
      case "report", "note", "opinion", "grouping" -> DOCUMENT;
      default ->
          switch (StixKind.of(type)) {
            case DOMAIN, RELATIONSHIP -> INTELLIGENCE;
            case OBSERVABLE -> OBSERVABLE;
            case META -> META;
            case CUSTOM -> CUSTOM;
          };
    };
  }
}
