package org.bouclier.detect;

/** What one line of a list turned out to be. */
public sealed interface IndicatorReading {

  /**
   * The line names an indicator.
   *
   * @param indicator in normal form
   */
  record Listed(Indicator indicator) implements IndicatorReading {}

  /** The line is blank or a comment. */
  record Blank() implements IndicatorReading {}

  /**
   * The line names nothing that could be matched.
   *
   * @param reason stable code, for counting
   * @param text the refused text, cut to 200 chars, for the person who must correct the list
   */
  record Refused(Refusal reason, String text) implements IndicatorReading {}

  /** Why a line is refused. {@link #french} is the sentence shown to people. */
  enum Refusal {
    /** Longer than {@link Indicator#MAX_CHARS}. */
    TOO_LONG("trop long : 2 048 caractères au plus"),
    /** A control character, or text that cannot be encoded. */
    UNREADABLE("caractère de contrôle ou texte illisible"),
    /** Neither host name, address, URL, hash nor mailbox. */
    UNKNOWN("ni domaine, ni adresse, ni URL, ni empreinte, ni courriel"),
    /** A host name of one label: it would match every host below it. */
    SINGLE_LABEL("nom d'un seul mot : il désignerait tout un domaine de premier niveau"),
    /** A host name with an empty, too long or ill-formed label. */
    BAD_NAME("nom de domaine mal formé"),
    /** Looks like an address and is none. */
    BAD_ADDRESS("adresse IP mal formée"),
    /** A prefix length out of range, or address bits set beyond it are not numbers. */
    BAD_PREFIX("longueur de préfixe invalide"),
    /** Wider than /8 in IPv4 or /16 in IPv6: a slip of the pen would match half the network. */
    TOO_WIDE("bloc trop large : /8 au moins en IPv4, /16 en IPv6"),
    /** Another length or alphabet than its kind requires. */
    BAD_HASH("empreinte mal formée"),
    /** A URL without a usable scheme or host. */
    BAD_URL("URL mal formée"),
    /** A mailbox without a usable local part or host. */
    BAD_EMAIL("adresse de courriel mal formée"),
    /** A port above 65535. */
    BAD_PORT("port mal formé : de 0 à 65535"),
    /** A file name with a separator of paths, a quote or a blank, which end it in a line. */
    BAD_FILE_NAME(
        "nom de fichier mal formé : ni barre, ni guillemet, ni blanc, 255 octets au plus"),
    /** No JA4: three parts of 10, 12 and 12 signs. */
    BAD_JA4("empreinte JA4 mal formée"),
    /** An empty user agent. */
    BAD_AGENT("agent utilisateur mal formé");

    private final String french;

    Refusal(String french) {
      this.french = french;
    }

    /** The reason in French, without final stop. */
    public String french() {
      return french;
    }
  }
}
