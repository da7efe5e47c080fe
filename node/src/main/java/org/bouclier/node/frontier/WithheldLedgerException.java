package org.bouclier.node.frontier;

import java.io.IOException;
import org.bouclier.ledger.log.Checkpoint;

/**
 * Thrown when nothing may be appended to our own ledger, because a head of it that we signed is
 * held elsewhere and is not part of what we have. Trying again later is right: the refusal ends
 * when the missing entries are back.
 */
public final class WithheldLedgerException extends IOException {

  private static final long serialVersionUID = 1;

  /** Entries are missing here: they can be brought back. */
  public static final String BEHIND = "registre-en-retard";

  /** Two histories are signed: only a new key begins a ledger that peers believe. */
  public static final String FORKED = "registre-bifurque";

  private final String code;

  WithheldLedgerException(Checkpoint elsewhere, Checkpoint here) {
    super(
        codeOf(elsewhere, here)
            + ": signed elsewhere "
            + elsewhere.head()
            + ", here "
            + here.head());
    this.code = codeOf(elsewhere, here);
  }

  private static String codeOf(Checkpoint elsewhere, Checkpoint here) {
    return elsewhere.size() > here.size() ? BEHIND : FORKED;
  }

  /** Stable: {@link #BEHIND} or {@link #FORKED}. */
  public String code() {
    return code;
  }

  /** What happened and what to do, in French, for the person who must act. */
  public String explanation() {
    return explanation(code);
  }

  /** The same, for the code of such a refusal. */
  public static String explanation(String code) {
    return code.equals(BEHIND)
        ? "Ce nœud a été restauré d’une copie ancienne : des pairs tiennent une suite de notre"
            + " registre, signée par nous, qui manque ici. Rien n’est publié avant qu’elle soit"
            + " reprise. Arrêtez le nœud, puis lancez « bouclier ledger recover » avec la clé USB,"
            + " le disque ou la copie qui la contient."
        : "Notre registre a deux histoires signées : des entrées ont été publiées après une"
            + " restauration. Rien n’est plus publié avec cette clé. Prévenez les pairs et"
            + " convenez avec eux d’une nouvelle clé.";
  }
}
