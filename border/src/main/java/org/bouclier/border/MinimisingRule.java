package org.bouclier.border;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Why something was taken out of an object, or changed in it. Reports count by these. */
public enum MinimisingRule {
  /** An e-mail address in a text. */
  TEXT_EMAIL("texte-courriel", DataClass.DIRECT_PERSONAL, "adresse de courriel dans un texte"),
  /** A phone number in a text. */
  TEXT_PHONE("texte-telephone", DataClass.DIRECT_PERSONAL, "numéro de téléphone dans un texte"),
  /** A bank account in a text. */
  TEXT_IBAN("texte-iban", DataClass.DIRECT_PERSONAL, "compte bancaire dans un texte"),
  /** The number of an identity card or of a civil register, in a text. */
  TEXT_NATIONAL_ID(
      "texte-identifiant-national",
      DataClass.DIRECT_PERSONAL,
      "identifiant national dans un texte"),
  /** The name of a user in a path. */
  TEXT_USER_PATH(
      "texte-utilisateur", DataClass.DIRECT_PERSONAL, "nom d’utilisateur dans un chemin"),
  /** An address inside of an organisation, in a text. */
  TEXT_PRIVATE_ADDRESS(
      "texte-adresse-interne", DataClass.INDIRECT_PERSONAL, "adresse interne dans un texte"),
  /** {@code email-addr}. */
  EMAIL_ADDRESS("courriel", DataClass.DIRECT_PERSONAL, "adresse de courriel"),
  /** {@code user-account}. */
  ACCOUNT("compte", DataClass.DIRECT_PERSONAL, "compte d’utilisateur"),
  /** {@code identity} of an individual; authors of a document; contact of an organisation. */
  PERSON("personne", DataClass.DIRECT_PERSONAL, "nom ou contact d’une personne"),
  /** {@code email-message}: headers and body. */
  MESSAGE("message", DataClass.DIRECT_PERSONAL, "en-têtes et corps d’un message"),
  /** {@code artifact}: bytes that nobody has read. */
  PAYLOAD("contenu-brut", DataClass.DIRECT_PERSONAL, "contenu brut d’un fichier"),
  /** {@code ipv4-addr}, {@code ipv6-addr}. */
  ADDRESS("adresse-ip", DataClass.INDIRECT_PERSONAL, "adresse IP"),
  /** {@code mac-addr}. */
  MAC_ADDRESS("adresse-mac", DataClass.INDIRECT_PERSONAL, "adresse d’une carte réseau"),
  /** {@code domain-name} of an observed machine. */
  HOST("nom-de-machine", DataClass.INDIRECT_PERSONAL, "nom d’une machine observée"),
  /** {@code url}: user, query, fragment. */
  URL_DETAILS("details-url", DataClass.INDIRECT_PERSONAL, "utilisateur ou requête d’une URL"),
  /** {@code process}, {@code network-traffic}: what surrounds them. */
  ENVIRONMENT(
      "environnement",
      DataClass.INDIRECT_PERSONAL,
      "environnement d’un programme ou d’une requête"),
  /** {@code location}: more exact than a town. */
  PLACE("lieu", DataClass.INDIRECT_PERSONAL, "lieu plus précis qu’une ville"),
  /** A label says that the data are sensitive. */
  SENSITIVE_LABEL("etiquette-sensible", DataClass.SENSITIVE, "étiquette de données sensibles"),
  /** A text that the policy does not let leave. */
  FREE_TEXT("texte-libre", null, "texte libre retiré"),
  /** A property under a stricter marking than its object. */
  MARKED_PROPERTY("propriete-marquee", null, "propriété marquée plus strictement que l’objet"),
  /** A reference to an object that may not leave. */
  REFERENCE("reference", null, "référence à un objet retenu, rendue opaque");

  private final String id;
  private final Optional<DataClass> dataClass;
  private final String label;

  MinimisingRule(String id, @Nullable DataClass dataClass, String label) {
    this.id = id;
    this.dataClass = Optional.ofNullable(dataClass);
    this.label = label;
  }

  /** Stable name. */
  public String id() {
    return id;
  }

  /** The class of personal data that it found; empty if it is about something else. */
  public Optional<DataClass> dataClass() {
    return dataClass;
  }

  /** For people, in French. */
  public String label() {
    return label;
  }
}
