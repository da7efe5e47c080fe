package org.bouclier.border;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bouclier.border.Clause.Effect;

/**
 * The border with typed rules: TLP 2.0, PAP and the minimisation of personal data.
 *
 * <p>For each form, from the whole to the poorest, it asks which clauses apply. A form is allowed
 * if a clause permits it and none forbids it; the first such form is the answer. Otherwise the
 * answer is a refusal that names what forbids, and the nearest question that would be answered by
 * yes.
 *
 * <p>Immutable and thread-safe.
 */
public final class StandardBorder implements Border {

  /** What a refusal cites when no rule permits. */
  public static final Rule DEFAULT_DENY =
      new Rule(
          "refus-par-defaut",
          "Ce qu’aucune règle ne permet ne sort pas.",
          "",
          "",
          Rule.Status.INTERNAL_POLICY);

  private final List<Clause> clauses;
  private final String text;
  private final String hash;

  StandardBorder(List<Clause> clauses) {
    this.clauses = List.copyOf(clauses);
    this.text = clauses.stream().map(Clause::text).collect(Collectors.joining("\n", "", "\n"));
    this.hash = sha256(text);
  }

  /**
   * The standard rules of one state, guarded.
   *
   * @param state code of the state that decides; the laws of {@code ML}, {@code BF} and {@code NE}
   *     are named in its rules, any other state has internal policies only
   */
  public static Border of(String state) {
    return new GuardedBorder(new StandardBorder(rulesOf(state)));
  }

  static List<Clause> rulesOf(String state) {
    return switch (state) {
      case "ML" -> StandardRules.of("Loi n° 2013-015 du 21 mai 2013 (Mali)", sensitive("", ""));
      case "BF" -> {
        var law = "Loi n° 001-2021/AN du 30 mars 2021 (Burkina Faso)";
        // Article 5 lists the categories; that they never leave is a policy of ours.
        yield StandardRules.of(law, sensitive(law, "5"));
      }
      case "NE" ->
          StandardRules.of("Loi n° 2022-59 du 16 décembre 2022 (Niger)", sensitive("", ""));
      default -> StandardRules.of("", sensitive("", ""));
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

  @Override
  public Decision decide(Request request) {
    long facets = Facets.of(request);
    var form = form(facets);
    if (form.isPresent()) {
      return allowed(request, facets, form.get());
    }
    var forbidding = applying(Effect.FORBID, facets | Facets.bit(Form.REDACTED));
    return new Decision.Refused(
        forbidding.isEmpty() ? Decision.Reason.NOT_PERMITTED : Decision.Reason.FORBIDDEN,
        forbidding.isEmpty() ? unmet(facets) : forbidding,
        NearestChange.of(request, candidate -> form(candidate).isPresent()),
        hash);
  }

  /**
   * The richest form that the rules allow, without the reasons: to list what a policy does over the
   * whole {@link AttributeSpace}.
   *
   * @return empty if none
   */
  public Optional<Form> form(Request request) {
    return form(Facets.of(request));
  }

  private Optional<Form> form(long facets) {
    for (var form : Form.values()) {
      long asked = facets | Facets.bit(form);
      if (applies(Effect.PERMIT, asked) && !applies(Effect.FORBID, asked)) {
        return Optional.of(form);
      }
    }
    return Optional.empty();
  }

  private Decision allowed(Request request, long facets, Form form) {
    Set<Rule> determining = new LinkedHashSet<>(applying(Effect.PERMIT, facets | Facets.bit(form)));
    for (var richer : Form.values()) {
      if (richer.compareTo(form) < 0) {
        determining.addAll(applying(Effect.FORBID, facets | Facets.bit(richer)));
      }
    }
    return new Decision.Allowed(form, List.copyOf(determining), obligations(request, form), hash);
  }

  /** How far the level of such an object goes, hence what was asked beyond it; then the default. */
  private List<Rule> unmet(long facets) {
    long level = facets & Facets.Attribute.TLP.mask();
    var rules = applying(Effect.PERMIT, level | (facets & Facets.Attribute.RELAY.mask()));
    if (rules.isEmpty()) { // no relay at all
      rules = applying(Effect.PERMIT, level);
    }
    rules.add(DEFAULT_DENY);
    return rules;
  }

  private boolean applies(Effect effect, long facets) {
    for (var clause : clauses) {
      if (clause.effect() == effect && clause.condition().fits(facets)) {
        return true;
      }
    }
    return false;
  }

  private List<Rule> applying(Effect effect, long facets) {
    List<Rule> rules = new ArrayList<>();
    for (var clause : clauses) {
      if (clause.effect() == effect && clause.condition().fits(facets)) {
        rules.add(clause.rule());
      }
    }
    return rules;
  }

  private static Set<Obligation> obligations(Request request, Form form) {
    var obligations = EnumSet.of(Obligation.KEEP_MARKINGS);
    switch (request.tlp()) {
      case CLEAR -> {}
      case GREEN -> obligations.add(Obligation.NOT_PUBLIC);
      case AMBER -> obligations.add(Obligation.NEED_TO_KNOW);
      case AMBER_STRICT -> obligations.add(Obligation.ORGANISATION_ONLY);
      case RED -> obligations.add(Obligation.NO_ONWARD);
    }
    switch (request.pap()) {
      case CLEAR, GREEN -> {}
      case AMBER -> obligations.add(Obligation.PASSIVE_ONLY);
      case RED -> obligations.add(Obligation.UNDETECTABLE_ONLY);
    }
    if (!request.dataClasses().isEmpty() && form != Form.REDACTED) {
      obligations.add(Obligation.ERASE_ON_ORDER);
      if (form == Form.PSEUDONYMISED) {
        obligations.add(Obligation.NO_REIDENTIFICATION);
      }
    }
    return obligations;
  }

  @Override
  public List<Rule> rules() {
    return clauses.stream().map(Clause::rule).toList();
  }

  /** The rules as text, a line each: what {@link #policyHash} is the hash of. */
  public String text() {
    return text;
  }

  @Override
  public String policyHash() {
    return hash;
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException absent) { // every Java platform has it
      throw new IllegalStateException(absent);
    }
  }
}
