package org.bouclier.ledger.seal;

import org.bouclier.ledger.log.LedgerException;
import org.jspecify.annotations.Nullable;

/** An envelope or a key that is refused. */
public final class SealException extends LedgerException {

  private static final long serialVersionUID = 1;

  /** Why. */
  public enum Family {
    /** A text is not a recipient or an identity. */
    KEY("pli-cle", "Cette clé de chiffrement est illisible."),
    /** The header is not that of an age file, or has a stanza that must be refused. */
    MALFORMED("pli-forme", "Ce pli n'est pas un fichier age valide."),
    /** No stanza is for this identity. */
    NOT_FOR_US("pli-destinataire", "Ce pli n'est pas adressé à cette clé."),
    /** A stanza opened, but another hand changed the header. */
    TAMPERED("pli-entete", "L'en-tête de ce pli a été modifié."),
    /** The payload is cut, lengthened or changed. */
    PAYLOAD("pli-contenu", "Le contenu de ce pli est incomplet ou a été modifié."),
    /** The content is not what the leaf of the log commits to. */
    COMMITMENT("pli-engagement", "Le contenu n'est pas celui que le registre engage.");

    private final String code;
    private final String explanation;

    Family(String code, String explanation) {
      this.code = code;
      this.explanation = explanation;
    }
  }

  private final Family family;

  /** Says what was read. */
  public SealException(Family family, String message) {
    this(family, message, null);
  }

  /** Says what was read and what stopped the reading. */
  public SealException(Family family, String message, @Nullable Throwable cause) {
    super(family.code, family.explanation, message, cause);
    this.family = family;
  }

  /** Why. */
  public Family family() {
    return family;
  }
}
