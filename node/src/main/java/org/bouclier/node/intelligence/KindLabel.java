package org.bouclier.node.intelligence;

/** The French words for kinds of objects; pages pass them through {@code Page.say}. */
public final class KindLabel {

  private KindLabel() {}

  /** The word for a kind of indicator or a STIX type; the type itself if there is none. */
  public static String of(String kind) {
    return switch (kind) {
      case "DOMAIN" -> "nom de domaine";
      case "IPV4" -> "adresse IPv4";
      case "IPV6" -> "adresse IPv6";
      case "CIDR" -> "bloc d’adresses";
      case "URL" -> "URL";
      case "MD5" -> "empreinte MD5";
      case "SHA1" -> "empreinte SHA-1";
      case "SHA256" -> "empreinte SHA-256";
      case "SHA512" -> "empreinte SHA-512";
      case "EMAIL" -> "adresse de courriel";
      case "IP_PORT" -> "adresse et port";
      case "HOST_PATH" -> "hôte et chemin";
      case "FILE_NAME" -> "nom de fichier";
      case "JA3" -> "empreinte JA3";
      case "JA4" -> "empreinte JA4";
      case "USER_AGENT" -> "agent utilisateur";
      case "PATTERN" -> "motif composé";
      case "attack-pattern" -> "technique d’attaque";
      case "campaign" -> "campagne";
      case "course-of-action" -> "parade";
      case "identity" -> "identité";
      case "infrastructure" -> "infrastructure";
      case "intrusion-set" -> "groupe d’intrusion";
      case "malware" -> "logiciel malveillant";
      case "threat-actor" -> "acteur de la menace";
      case "tool" -> "outil";
      case "vulnerability" -> "vulnérabilité";
      case "report" -> "rapport";
      case "note" -> "note";
      case "opinion" -> "avis";
      case "grouping" -> "regroupement";
      case "incident" -> "incident";
      case "location" -> "lieu";
      case "observed-data" -> "données observées";
      case "relationship" -> "relation";
      case "sighting" -> "observation";
      case "marking-definition" -> "marquage";
      default -> kind;
    };
  }
}
