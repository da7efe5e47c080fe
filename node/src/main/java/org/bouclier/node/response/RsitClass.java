package org.bouclier.node.response;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What kind of incident it is, in the words that the CSIRTs of the world share.
 *
 * <p>Source: Reference Security Incident Taxonomy (ENISA and TF-CSIRT working group), version 1003
 * of its MISP machine tags, CC0. The French words are ours.
 */
public enum RsitClass {
  SPAM("abusive-content:spam", "Contenu abusif", "Courrier indésirable"),
  HARMFUL_SPEECH("abusive-content:harmful-speech", "Contenu abusif", "Propos préjudiciables"),
  VIOLENCE("abusive-content:violence", "Contenu abusif", "Exploitation sexuelle ou violence"),
  INFECTED_SYSTEM("malicious-code:infected-system", "Code malveillant", "Système infecté"),
  C2_SERVER("malicious-code:c2-server", "Code malveillant", "Serveur de commande"),
  MALWARE_DISTRIBUTION(
      "malicious-code:malware-distribution",
      "Code malveillant",
      "Distribution de logiciel malveillant"),
  MALWARE_CONFIGURATION(
      "malicious-code:malware-configuration",
      "Code malveillant",
      "Configuration de logiciel malveillant"),
  SCANNER("information-gathering:scanner", "Collecte d’information", "Balayage"),
  SNIFFING("information-gathering:sniffing", "Collecte d’information", "Écoute du réseau"),
  SOCIAL_ENGINEERING(
      "information-gathering:social-engineering", "Collecte d’information", "Ingénierie sociale"),
  IDS_ALERT(
      "intrusion-attempts:ids-alert",
      "Tentative d’intrusion",
      "Exploitation de vulnérabilités connues"),
  BRUTE_FORCE("intrusion-attempts:brute-force", "Tentative d’intrusion", "Tentatives de connexion"),
  EXPLOIT("intrusion-attempts:exploit", "Tentative d’intrusion", "Attaque inédite"),
  PRIVILEGED_ACCOUNT_COMPROMISE(
      "intrusions:privileged-account-compromise",
      "Intrusion",
      "Compromission d’un compte privilégié"),
  UNPRIVILEGED_ACCOUNT_COMPROMISE(
      "intrusions:unprivileged-account-compromise",
      "Intrusion",
      "Compromission d’un compte ordinaire"),
  APPLICATION_COMPROMISE(
      "intrusions:application-compromise", "Intrusion", "Compromission d’une application"),
  SYSTEM_COMPROMISE("intrusions:system-compromise", "Intrusion", "Compromission d’un système"),
  BURGLARY("intrusions:burglary", "Intrusion", "Effraction"),
  DOS("availability:dos", "Disponibilité", "Déni de service"),
  DDOS("availability:ddos", "Disponibilité", "Déni de service distribué"),
  MISCONFIGURATION("availability:misconfiguration", "Disponibilité", "Erreur de configuration"),
  SABOTAGE("availability:sabotage", "Disponibilité", "Sabotage"),
  OUTAGE("availability:outage", "Disponibilité", "Panne"),
  UNAUTHORISED_INFORMATION_ACCESS(
      "information-content-security:unauthorised-information-access",
      "Sécurité de l’information",
      "Accès non autorisé à l’information"),
  UNAUTHORISED_INFORMATION_MODIFICATION(
      "information-content-security:unauthorised-information-modification",
      "Sécurité de l’information",
      "Modification non autorisée de l’information"),
  DATA_LOSS(
      "information-content-security:data-loss", "Sécurité de l’information", "Perte de données"),
  DATA_LEAK(
      "information-content-security:data-leak",
      "Sécurité de l’information",
      "Fuite d’information confidentielle"),
  UNAUTHORISED_USE_OF_RESOURCES(
      "fraud:unauthorised-use-of-resources", "Fraude", "Usage non autorisé de ressources"),
  COPYRIGHT("fraud:copyright", "Fraude", "Droit d’auteur"),
  MASQUERADE("fraud:masquerade", "Fraude", "Usurpation d’identité"),
  PHISHING("fraud:phishing", "Fraude", "Hameçonnage"),
  WEAK_CRYPTO("vulnerable:weak-crypto", "Vulnérabilité", "Cryptographie faible"),
  DDOS_AMPLIFIER("vulnerable:ddos-amplifier", "Vulnérabilité", "Amplificateur de déni de service"),
  POTENTIALLY_UNWANTED_ACCESSIBLE(
      "vulnerable:potentially-unwanted-accessible",
      "Vulnérabilité",
      "Service exposé sans nécessité"),
  INFORMATION_DISCLOSURE(
      "vulnerable:information-disclosure", "Vulnérabilité", "Divulgation d’information"),
  VULNERABLE_SYSTEM("vulnerable:vulnerable-system", "Vulnérabilité", "Système vulnérable"),
  OTHER("other:other", "Autre", "Non classé"),
  UNDETERMINED("other:undetermined", "Autre", "Indéterminé"),
  TEST("test:test", "Essai", "Essai");

  private static final Map<String, RsitClass> BY_CODE =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(c -> c.code, Function.identity()));

  private final String code;
  private final String family;
  private final String label;

  RsitClass(String code, String family, String label) {
    this.code = code;
    this.family = family;
    this.label = label;
  }

  /** The class of that code; empty if the taxonomy has none. */
  public static Optional<RsitClass> of(String code) {
    return Optional.ofNullable(BY_CODE.get(code));
  }

  /** Classification and type, as in {@code fraud:phishing}. */
  public String code() {
    return code;
  }

  /** The classification in French; pages pass it through {@code Page.say}. */
  public String family() {
    return family;
  }

  /** The type in French; pages pass it through {@code Page.say}. */
  public String label() {
    return label;
  }
}
