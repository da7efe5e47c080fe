package org.bouclier.node.frontier;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import org.bouclier.border.AttributeValues;
import org.bouclier.border.Change;
import org.bouclier.border.Decision;
import org.bouclier.border.Minimised;
import org.bouclier.border.MinimisingRule;
import org.bouclier.border.Obligation;
import org.bouclier.border.Rule;
import org.bouclier.node.site.StateCode;

/**
 * A decision as the register keeps it: everything that its page must explain, in words that stay
 * true when the rules change.
 *
 * @param crossed whether something leaves
 * @param code of the refusal, stable; empty if it leaves
 * @param form the French word of the form; empty for a refusal
 * @param rules determining, in the order in which they count
 * @param obligations what the recipient takes upon itself
 * @param nearest what would have let it leave
 * @param minimised what was taken out, counted
 * @param policy hash of the rules in force, hexadecimal
 * @param question what was asked, attribute by attribute; empty for decisions of older releases,
 *     and for those that no rule made
 * @param authorisation the number of the authority's act by which readable personal data leave;
 *     empty if none was needed
 */
public record Ruling(
    boolean crossed,
    String code,
    String form,
    List<RuleText> rules,
    List<String> obligations,
    List<String> nearest,
    List<Taken> minimised,
    String policy,
    List<AttributeValues> question,
    String authorisation) {

  /** Copies the lists; what an older release did not write is empty. */
  public Ruling {
    question = List.copyOf(Objects.requireNonNullElse(question, List.of()));
    authorisation = Objects.requireNonNullElse(authorisation, "");
    rules = List.copyOf(rules);
    obligations = List.copyOf(obligations);
    nearest = List.copyOf(nearest);
    minimised = List.copyOf(minimised);
  }

  /** A rule as people read it. The status is "article vérifié", "politique interne"... */
  public record RuleText(String id, String text, String law, String article, String status) {

    static RuleText of(Rule rule) {
      return new RuleText(
          rule.id(), rule.text(), rule.law(), rule.article(), rule.status().label());
    }
  }

  /** Something that was taken out, and how often. */
  public record Taken(String label, int count) {}

  /** It leaves, in the form that the border allows. */
  static Ruling of(Decision.Allowed allowed, SortedMap<MinimisingRule, Integer> taken) {
    return new Ruling(
        true,
        "",
        allowed.form().label(),
        allowed.determining().stream().map(RuleText::of).toList(),
        allowed.obligations().stream()
            .sorted(Comparator.naturalOrder())
            .map(Obligation::label)
            .toList(),
        List.of(),
        taken.entrySet().stream()
            .map(entry -> new Taken(entry.getKey().label(), entry.getValue()))
            .toList(),
        allowed.policyHash(),
        List.of(),
        "");
  }

  /** The border refuses it. */
  static Ruling of(Decision.Refused refused) {
    return new Ruling(
        false,
        refused.reason().code(),
        "",
        refused.determining().stream().map(RuleText::of).toList(),
        List.of(),
        refused.nearest().stream().map(Change::toString).toList(),
        List.of(),
        refused.policyHash(),
        List.of(),
        "");
  }

  /** The border allows it, but no clean form of it could be made. */
  static Ruling of(Minimised.Withheld withheld, Decision.Allowed allowed) {
    return new Ruling(
        false,
        withheld.reason().code(),
        "",
        List.of(
            internal(
                "minimisation",
                "La forme autorisée ("
                    + allowed.form().label()
                    + ") n’a pas pu être faite : "
                    + withheld.detail()
                    + ".")),
        List.of(),
        List.of(),
        List.of(),
        allowed.policyHash(),
        List.of(),
        "");
  }

  /** There is nobody to seal it to. */
  static Ruling withoutKey(StateCode destination, String policy) {
    return new Ruling(
        false,
        Crossing.NO_KEY,
        "",
        List.of(
            internal(
                "pair-declare",
                "Rien n’est scellé pour un État qui n’est pas un pair déclaré et actif.")),
        List.of(),
        List.of("pair " + destination + " : « déclaré et actif » au lieu de « absent »"),
        List.of(),
        policy,
        List.of(),
        "");
  }

  /** An order to erase, which no rule decides: it follows from the authority's act. */
  static Ruling erasure(ErasureOrder order, String policy) {
    var status = order.law().isEmpty() ? Rule.Status.INTERNAL_POLICY : Rule.Status.NOT_ESTABLISHED;
    return said(
        new RuleText(
            "effacement",
            "Ordre d’effacer ce qu’annonçait la feuille " + order.index() + ".",
            order.law(),
            "",
            status.label()),
        "ordre d’effacement",
        policy,
        order.decision());
  }

  /** The answer to an order to erase, which no rule decides. */
  static Ruling erased(ErasureAck answer, String policy) {
    return said(
        internal(
            "accuse-effacement",
            "Accusé de l’ordre d’effacement " + answer.index() + " de " + answer.origin() + "."),
        "accusé d’effacement",
        policy,
        "");
  }

  private static Ruling said(RuleText rule, String form, String policy, String authorisation) {
    return new Ruling(
        true,
        "",
        form,
        List.of(rule),
        List.of(),
        List.of(),
        List.of(),
        policy,
        List.of(),
        authorisation);
  }

  /** The same, with what was asked. */
  Ruling asked(List<AttributeValues> asked) {
    return new Ruling(
        crossed, code, form, rules, obligations, nearest, minimised, policy, asked, authorisation);
  }

  /** The same, by an act of the authority. */
  Ruling authorised(String number) {
    return new Ruling(
        crossed, code, form, rules, obligations, nearest, minimised, policy, question, number);
  }

  private static RuleText internal(String id, String text) {
    return new RuleText(id, text, "", "", Rule.Status.INTERNAL_POLICY.label());
  }

  /** The rules in one line, for lists. */
  String summary() {
    return String.join(" ", rules.stream().map(RuleText::text).toList());
  }

  /** For the commitment of a refusal: what was refused and why, without a value of anything. */
  Map<String, Object> manifest() {
    return Map.of("code", code, "rules", rules.stream().map(RuleText::id).toList());
  }
}
