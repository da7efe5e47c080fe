package org.bouclier.ledger.spool;

import org.bouclier.ledger.log.Hash;
import org.bouclier.ledger.log.LedgerException;

/** The bytes of an object do not hash to its name: cut short, damaged or swapped. */
public final class SwappedObjectException extends LedgerException {

  private static final long serialVersionUID = 1;

  /** Says which object was asked for and what the bytes hash to. */
  public SwappedObjectException(Hash asked, Hash found) {
    super(
        "objet-substitue",
        "Le fichier reçu n'est pas celui que le registre annonce.",
        "object " + asked + " has bytes that hash to " + found,
        null);
  }
}
