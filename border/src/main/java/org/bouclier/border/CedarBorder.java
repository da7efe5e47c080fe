package org.bouclier.border;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.cedarpolicy.model.Effect;
import com.cedarpolicy.model.exception.AuthException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The border whose rules are written in Cedar: TLP 2.0, PAP, the minimisation of personal data, and
 * what the laws of a state add.
 *
 * <p>For each form, from the whole to the poorest, it asks which rules apply. A form is allowed if
 * a rule permits it and none forbids it; the first such form is the answer. Otherwise the answer is
 * a refusal that names what forbids, and the nearest question that would be answered by yes.
 *
 * <p>Immutable and thread-safe.
 */
public final class CedarBorder implements Border {

  /** What a refusal cites when no rule permits. */
  public static final Rule DEFAULT_DENY =
      new Rule(
          "refus-par-defaut",
          "Ce qu’aucune règle ne permet ne sort pas.",
          "",
          "",
          Rule.Status.INTERNAL_POLICY);

  private final List<CedarRule> rules;
  private final String text;
  private final String hash;

  private CedarBorder(List<CedarRule> rules, String text) {
    this.rules = List.copyOf(rules);
    this.text = text;
    this.hash = sha256(text);
  }

  /**
   * Reads the text of a policy, and works it out: a second or so of one processor for the first.
   *
   * @throws MalformedPolicyException if anything at all is wrong with it
   * @throws IllegalStateException if this machine cannot run Cedar
   */
  public static CedarBorder of(String text) {
    return new CedarBorder(CedarText.read(text, Engine.get()), text);
  }

  /** What policies may speak of, in the form of Cedar: types with their values, and attributes. */
  public static String vocabulary() {
    return CedarEvaluator.schema();
  }

  /** The native library is loaded when the first policy is read, and its absence is said again. */
  private static final class Engine {

    private static @Nullable CedarEvaluator evaluator;

    private Engine() {}

    static synchronized CedarEvaluator get() {
      try {
        evaluator = evaluator == null ? new CedarEvaluator() : evaluator;
        return evaluator;
      } catch (AuthException
          | CedarEvaluator.FailedException
          | RuntimeException
          | LinkageError absent) {
        throw new IllegalStateException("this machine cannot run Cedar", absent);
      }
    }
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

  Optional<Form> form(long facets) {
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
    long level = Facets.Attribute.TLP.mask();
    var permits = possible(facets, level | Facets.Attribute.RELAY.mask());
    if (permits.isEmpty()) { // no relay at all
      permits = possible(facets, level);
    }
    permits.add(DEFAULT_DENY);
    return permits;
  }

  private boolean applies(Effect effect, long facets) {
    for (var rule : rules) {
      if (rule.effect() == effect && rule.fits(facets)) {
        return true;
      }
    }
    return false;
  }

  /** The rules of one effect that apply, in the order of the text. */
  List<Rule> applying(Effect effect, long facets) {
    List<Rule> applying = new ArrayList<>();
    for (var rule : rules) {
      if (rule.effect() == effect && rule.fits(facets)) {
        applying.add(rule.rule());
      }
    }
    return applying;
  }

  /** The permits that would apply were all but these attributes otherwise. */
  private List<Rule> possible(long facets, long kept) {
    List<Rule> possible = new ArrayList<>();
    for (var rule : rules) {
      if (rule.effect() == Effect.PERMIT
          && (rule.reads() & kept) != 0
          && rule.couldFit(facets, kept)) {
        possible.add(rule.rule());
      }
    }
    return possible;
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
    return rules.stream().map(CedarRule::rule).toList();
  }

  /** The text as it was written: what {@link #policyHash} is the hash of. */
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
