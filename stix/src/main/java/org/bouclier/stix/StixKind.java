package org.bouclier.stix;

import java.util.Set;

/** The families of STIX 2.1 objects (section 1.3). */
public enum StixKind {
  /** Domain object: indicator, malware, report... */
  DOMAIN,
  /** Cyber-observable object: domain-name, file, network-traffic... */
  OBSERVABLE,
  /** Relationship object: relationship, sighting. */
  RELATIONSHIP,
  /** Meta object: marking-definition, language-content, extension-definition. */
  META,
  /** Any type that STIX 2.1 does not define. */
  CUSTOM;

  private static final Set<String> DOMAIN_TYPES =
      Set.of(
          "attack-pattern",
          "campaign",
          "course-of-action",
          "grouping",
          "identity",
          "incident",
          "indicator",
          "infrastructure",
          "intrusion-set",
          "location",
          "malware",
          "malware-analysis",
          "note",
          "observed-data",
          "opinion",
          "report",
          "threat-actor",
          "tool",
          "vulnerability");

  private static final Set<String> OBSERVABLE_TYPES =
      Set.of(
          "artifact",
          "autonomous-system",
          "directory",
          "domain-name",
          "email-addr",
          "email-message",
          "file",
          "ipv4-addr",
          "ipv6-addr",
          "mac-addr",
          "mutex",
          "network-traffic",
          "process",
          "software",
          "url",
          "user-account",
          "windows-registry-key",
          "x509-certificate");

  /** The family of a type name. */
  public static StixKind of(String type) {
    if (DOMAIN_TYPES.contains(type)) {
      return DOMAIN;
    }
    if (OBSERVABLE_TYPES.contains(type)) {
      return OBSERVABLE;
    }
    return switch (type) {
      case "relationship", "sighting" -> RELATIONSHIP;
      case "marking-definition", "language-content", "extension-definition" -> META;
      default -> CUSTOM;
    };
  }
}
