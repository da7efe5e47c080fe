package org.bouclier.node.accounts;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the register's acts and details are called on its page. The codes themselves are what is
 * stored and exported; one without a word here is shown as it is.
 */
public final class AuditWords {

  private static final Map<String, String> ACTS =
      Map.ofEntries(
          Map.entry("authorisations.add", "autorisation de transfert inscrite"),
          Map.entry("authorisations.end", "autorisation de transfert terminée"),
          Map.entry("erasures.order", "effacement ordonné"),
          Map.entry("hunts.start", "recherche demandée"),
          Map.entry("hunts.stop", "recherche arrêtée"),
          Map.entry("indicators.confirm", "indicateur confirmé"),
          Map.entry("indicators.import", "liste importée"),
          Map.entry("indicators.propose", "indicateur proposé"),
          Map.entry("indicators.revoke", "indicateur révoqué"),
          Map.entry("listeners.close", "écoute fermée"),
          Map.entry("listeners.open", "écoute ouverte"),
          Map.entry("listeners.sender", "expéditeur nommé"),
          Map.entry("lists.change", "liste de règles changée"),
          Map.entry("passkey.add", "clé d’accès ajoutée"),
          Map.entry("passkey.remove", "clé d’accès retirée"),
          Map.entry("peers.add", "pair ajouté"),
          Map.entry("peers.remove", "pair retiré"),
          Map.entry("peers.resume", "pair repris"),
          Map.entry("peers.suspend", "pair suspendu"),
          Map.entry("people.enter", "premier accès"),
          Map.entry("people.invite", "personne invitée"),
          Map.entry("people.link", "lien d’accès donné"),
          Map.entry("people.password", "mot de passe changé"),
          Map.entry("people.resume", "compte rouvert"),
          Map.entry("people.roles", "rôles changés"),
          Map.entry("people.sign-out", "sessions fermées"),
          Map.entry("people.suspend", "compte suspendu"),
          Map.entry("policies.activate", "politique mise en vigueur"),
          Map.entry("policies.propose", "politique proposée"),
          Map.entry("policies.withdraw", "politique écartée"),
          Map.entry("precautions.add", "liste de précaution ajoutée"),
          Map.entry("precautions.disable", "liste de précaution suspendue"),
          Map.entry("precautions.enable", "liste de précaution rétablie"),
          Map.entry("session.open", "connexion"),
          Map.entry("session.refuse", "connexion refusée"),
          Map.entry("sources.accept", "règle d’acceptation changée"),
          Map.entry("sources.change", "source changée"),
          Map.entry("sources.declare", "source déclarée"),
          Map.entry("token.make", "jeton créé"),
          Map.entry("token.revoke", "jeton révoqué"));

  private static final Map<String, String> DETAILS =
      Map.ofEntries(
          Map.entry("address", "adresse"),
          Map.entry("after", "après"),
          Map.entry("before", "avant"),
          Map.entry("by", "par"),
          Map.entry("entries", "entrées"),
          Map.entry("expires", "échéance"),
          Map.entry("fingerprint", "empreinte"),
          Map.entry("id", "numéro"),
          Map.entry("label", "nom"),
          Map.entry("permissions", "droits"),
          Map.entry("reason", "motif"),
          Map.entry("refused", "refus"),
          Map.entry("roles", "rôles"),
          Map.entry("rule", "règle"),
          Map.entry("source", "source"),
          Map.entry("tlp", "TLP"),
          Map.entry("trust", "confiance"),
          Map.entry("url", "adresse"),
          Map.entry("value", "valeur"));

  private AuditWords() {}

  /** An act in French, for {@code Page.say}. */
  public static String act(String code) {
    return ACTS.getOrDefault(code, code);
  }

  /** A detail in French, for {@code Page.say}. */
  public static String detail(String key) {
    return DETAILS.getOrDefault(key, key);
  }

  /** Every French word: each must have its English. */
  public static Set<String> all() {
    var all = new TreeSet<>(ACTS.values());
    all.addAll(DETAILS.values());
    return all;
  }
}
