package org.bouclier.node.federation;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import javax.net.ssl.SSLException;
import org.bouclier.ledger.log.LedgerException;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong with a peer.
 *
 * @param code stable, never translated; empty if nothing did
 * @param text one French sentence for the person who must act
 * @param detail what a technician wants to know, at most 500 chars
 */
public record Problem(String code, String text, String detail) {

  /** Nothing is wrong. */
  public static final Problem NONE = new Problem("", "", "");

  private static final int MAX_DETAIL = 500;

  /** Cuts the detail, of which a peer may have written a part, and takes its control chars out. */
  public Problem {
    detail =
        detail.substring(0, Math.min(detail.length(), MAX_DETAIL)).replaceAll("\\p{Cntrl}", " ");
  }

  static Problem of(LedgerException refused) {
    return new Problem(refused.code(), refused.explanation().replace('\'', '’'), message(refused));
  }

  /** Names what broke on the way. */
  static Problem of(IOException failed) {
    if (PeerSpool.isRefusal(failed)) {
      return new Problem(
          "pair-nous-ignore",
          "Ce pair ne nous reconnaît pas : il n’a pas encore notre fiche, ou nous a suspendus.",
          message(failed));
    }
    if (PeerSpool.isAbsence(failed)) {
      return new Problem(
          "journal-incomplet", "Il manque un fichier au registre de ce pair.", message(failed));
    }
    if (cause(failed, PeerTls.UnknownCertificateException.class) != null) {
      return new Problem(
          "certificat-inconnu",
          "Ce serveur montre un autre certificat que celui de la fiche : demander au pair s’il en a"
              + " changé, et comparer la nouvelle fiche de vive voix.",
          message(failed));
    }
    if (cause(failed, UnknownHostException.class) != null) {
      return new Problem("nom-inconnu", "Le nom de ce pair est introuvable.", message(failed));
    }
    if (cause(failed, HttpTimeoutException.class) != null) {
      return new Problem("silence", "Ce pair ne répond pas à temps.", message(failed));
    }
    if (cause(failed, ConnectException.class) != null) {
      return new Problem("injoignable", "Ce pair est injoignable.", message(failed));
    }
    if (cause(failed, SSLException.class) != null) {
      return new Problem("tls", "La liaison chiffrée avec ce pair échoue.", message(failed));
    }
    return new Problem("lien-coupe", "Le lien avec ce pair s’est coupé.", message(failed));
  }

  static Problem internal(RuntimeException failed) {
    return new Problem(
        "interne", "Ce nœud n’a pas pu enregistrer ce qu’il a lu ; il réessaie.", message(failed));
  }

  private static <T extends Throwable> @Nullable T cause(Throwable failed, Class<T> type) {
    for (Throwable at = failed; at != null; at = at.getCause()) {
      if (type.isInstance(at)) {
        return type.cast(at);
      }
    }
    return null;
  }

  private static String message(Throwable failed) {
    var root = failed;
    while (root.getMessage() == null && root.getCause() != null) {
      root = root.getCause();
    }
    return root.getClass().getSimpleName() + ": " + root.getMessage();
  }
}
