package org.bouclier.border;

import static org.bouclier.border.Facets.Attribute.AUDIENCE;
import static org.bouclier.border.Facets.Attribute.AUTHORISATION;
import static org.bouclier.border.Facets.Attribute.DATA;
import static org.bouclier.border.Facets.Attribute.FORM;
import static org.bouclier.border.Facets.Attribute.MARKING;
import static org.bouclier.border.Facets.Attribute.MATTER;
import static org.bouclier.border.Facets.Attribute.PAP;
import static org.bouclier.border.Facets.Attribute.PURPOSE;
import static org.bouclier.border.Facets.Attribute.RELAY;
import static org.bouclier.border.Facets.Attribute.TERRITORY;
import static org.bouclier.border.Facets.Attribute.TLP;

import com.cedarpolicy.model.Effect;
import java.util.List;
import org.bouclier.border.Facets.Authorisation;
import org.bouclier.border.Facets.Marking;
import org.bouclier.border.Facets.Relay;
import org.bouclier.stix.Pap;
import org.bouclier.stix.Tlp;

/**
 * The standard policy, written a second time in another way: as typed conditions, which share with
 * the Cedar text nothing but the names of the attributes. {@link StandardPolicyTest} holds one
 * against the other. Who changes the policy writes the change twice.
 */
final class TypedRules {

  private static final String TLP_2 = "Traffic Light Protocol 2.0 (FIRST)";
  private static final String PAP_TEXT = "Permissible Actions Protocol (taxonomie MISP)";

  private TypedRules() {}

  /** The clauses of one state. */
  static List<Clause> of(String state) {
    return switch (state) {
      case "ML" -> of("Loi n° 2013-015 du 21 mai 2013 (Mali)", sensitive("", ""));
      case "BF" -> {
        var law = "Loi n° 001-2021/AN du 30 mars 2021 (Burkina Faso)";
        // Article 5 lists the categories; that they never leave is a policy of ours.
        yield of(law, sensitive(law, "5"));
      }
      case "NE" -> of("Loi n° 2022-59 du 16 décembre 2022 (Niger)", sensitive("", ""));
      default -> of("", sensitive("", ""));
    };
  }

  private static Rule sensitive(String law, String article) {
    return new Rule(
        "donnees-sensibles",
        "Les données sensibles ne sortent sous aucune forme."
            + (article.isEmpty() ? "" : " La loi en donne la liste, le refus est le nôtre."),
        law,
        article,
        Rule.Status.INTERNAL_POLICY);
  }

  private static List<Clause> of(String law, Rule sensitive) {
    return List.of(
        permit(
            Condition.always().and(TLP, Tlp.CLEAR),
            "tlp-clear",
            "TLP:CLEAR : la diffusion est libre."),
        permit(
            Condition.always()
                .and(TLP, Tlp.GREEN)
                .and(
                    AUDIENCE,
                    Audience.NAMED_RECIPIENTS,
                    Audience.NAMED_ORGANISATIONS,
                    Audience.MEMBERS,
                    Audience.COMMUNITY),
            "tlp-vert",
            "TLP:GREEN : dans la communauté, jamais en public."),
        permit(
            Condition.always()
                .and(TLP, Tlp.AMBER)
                .and(
                    AUDIENCE,
                    Audience.NAMED_RECIPIENTS,
                    Audience.NAMED_ORGANISATIONS,
                    Audience.MEMBERS)
                .and(RELAY, Relay.OURS, Relay.RETURNED),
            "tlp-ambre",
            "TLP:AMBER : à l’organisation destinataire et à ceux qu’elle protège."),
        permit(
            Condition.always()
                .and(TLP, Tlp.AMBER)
                .and(AUDIENCE, Audience.NAMED_RECIPIENTS, Audience.NAMED_ORGANISATIONS)
                .and(RELAY, Relay.ONWARD)
                .and(TERRITORY, Territory.HOME),
            "tlp-ambre-proteges",
            "TLP:AMBER reçu d’un autre État : seulement à ceux que nous protégeons ici."),
        permit(
            Condition.always()
                .and(TLP, Tlp.AMBER_STRICT)
                .and(AUDIENCE, Audience.NAMED_RECIPIENTS, Audience.NAMED_ORGANISATIONS)
                .and(RELAY, Relay.OURS, Relay.RETURNED),
            "tlp-ambre-strict",
            "TLP:AMBER+STRICT : aux seules organisations nommées."),
        permit(
            Condition.always()
                .and(TLP, Tlp.RED)
                .and(AUDIENCE, Audience.NAMED_RECIPIENTS)
                .and(RELAY, Relay.OURS, Relay.RETURNED),
            "tlp-rouge",
            "TLP:RED : aux seuls destinataires nommés, sans relais."),
        forbid(
            Condition.always().and(MARKING, Marking.LOWERED),
            new Rule(
                "source-seule-abaisse",
                "Seule la source d’un objet peut en abaisser le niveau TLP.",
                TLP_2,
                "",
                Rule.Status.INTERNAL_POLICY)),
        forbid(
            Condition.always().and(PAP, Pap.AMBER, Pap.RED).and(PURPOSE, Purpose.BLOCKING),
            pap("pap-blocage", "PAP:AMBER et PAP:RED : pas de blocage, que l’attaquant verrait.")),
        forbid(
            Condition.always().and(PAP, Pap.AMBER, Pap.RED).and(AUDIENCE, Audience.PUBLIC),
            pap(
                "pap-publication",
                "PAP:AMBER et PAP:RED : pas de publication, que l’attaquant lirait.")),
        forbid(
            Condition.always()
                .and(AUDIENCE, Audience.PUBLIC)
                .and(
                    PURPOSE,
                    Purpose.CYBER_DEFENCE,
                    Purpose.BLOCKING,
                    Purpose.INCIDENT_RESPONSE,
                    Purpose.AUTHORITY_ASSISTANCE),
            policy(
                "publication-finalite",
                "On ne publie que pour informer le public : c’est une finalité à part.")),
        forbid(
            Condition.always().and(MATTER, Matter.CUSTOM).and(TERRITORY, Territory.THIRD),
            policy(
                "type-hors-norme",
                "Un type hors norme, que l’on ne sait pas relire, ne quitte pas la confédération.")),
        forbid(Condition.always().and(DATA, DataClass.SENSITIVE), sensitive),
        forbid(
            Condition.always().and(DATA, DataClass.DIRECT_PERSONAL).and(FORM, Form.WHOLE),
            policy("donnees-directes", "Ce qui désigne une personne ne sort jamais tel quel.")),
        forbid(
            Condition.always()
                .and(DATA, DataClass.DIRECT_PERSONAL)
                .and(FORM, Form.PSEUDONYMISED)
                .and(TERRITORY, Territory.THIRD),
            policy(
                "pseudonymes-etat-tiers",
                "Un pseudonyme reste une donnée personnelle : il ne va pas dans un État tiers.")),
        forbid(
            Condition.always()
                .and(DATA, DataClass.DIRECT_PERSONAL)
                .and(FORM, Form.PSEUDONYMISED)
                .and(PURPOSE, Purpose.BLOCKING, Purpose.PUBLIC_WARNING),
            policy(
                "pseudonymes-finalite",
                "Bloquer ou informer le public ne demande pas de distinguer des personnes.")),
        forbid(
            Condition.always()
                .and(DATA, DataClass.INDIRECT_PERSONAL)
                .and(FORM, Form.WHOLE)
                .and(TERRITORY, Territory.MEMBER, Territory.THIRD)
                .and(AUTHORISATION, Authorisation.NONE),
            new Rule(
                "transfert-autorisation",
                "Des données lisibles sur des personnes ne quittent pas l’État sans autorisation"
                    + " de l’autorité de protection.",
                law,
                "",
                law.isEmpty() ? Rule.Status.INTERNAL_POLICY : Rule.Status.NOT_ESTABLISHED)),
        forbid(
            Condition.always()
                .and(DATA, DataClass.INDIRECT_PERSONAL)
                .and(FORM, Form.PSEUDONYMISED)
                .and(TERRITORY, Territory.THIRD)
                .and(AUTHORISATION, Authorisation.NONE),
            policy(
                "pseudonymes-autorisation",
                "Vers un État tiers, même des pseudonymes demandent l’autorisation de l’autorité"
                    + " de protection.")),
        forbid(
            Condition.always()
                .and(DATA, DataClass.INDIRECT_PERSONAL)
                .and(FORM, Form.WHOLE, Form.PSEUDONYMISED)
                .and(AUDIENCE, Audience.PUBLIC),
            policy(
                "donnees-indirectes-publication", "Ce qui mène à une personne n’est pas publié.")));
  }

  private static Clause permit(Condition condition, String id, String text) {
    return new Clause(
        Effect.PERMIT, condition, new Rule(id, text, TLP_2, "", Rule.Status.INTERNAL_POLICY));
  }

  private static Clause forbid(Condition condition, Rule rule) {
    return new Clause(Effect.FORBID, condition, rule);
  }

  private static Rule pap(String id, String text) {
    return new Rule(id, text, PAP_TEXT, "", Rule.Status.INTERNAL_POLICY);
  }

  private static Rule policy(String id, String text) {
    return new Rule(id, text, "", "", Rule.Status.INTERNAL_POLICY);
  }
}
