package org.bouclier.border;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.cedarpolicy.model.exception.AuthException;
import com.cedarpolicy.model.policy.Policy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.bouclier.border.CedarEvaluator.FailedException;
import org.bouclier.border.CedarTree.ForeignException;
import org.bouclier.border.Facets.Attribute;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads a text of policies, and works out each rule of it. Everything that is wrong is told. */
final class CedarText {

  /*
   * A rule reads few attributes, and each has few values: Cedar is asked for every combination of
   * them, once, when the text is read. What the rule says is then a table, and to decide is to look
   * up. Besides being fast, this finds what would fail in an evaluation before the text is in force,
   * and the rule that applies to nothing at all, which is most often a mistake.
   */

  private static final int MAX_BYTES = 200_000;
  private static final int MAX_RULES = 300;
  private static final int MAX_FAULTS = 20;
  private static final int MAX_COMBINATIONS = 5_000;
  private static final int MAX_WORDS = 300;

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Pattern ID = Pattern.compile("[a-z0-9]+(-[a-z0-9]+){0,9}");
  private static final Set<String> ANNOTATIONS = Set.of("id", "texte", "loi", "article", "statut");
  private static final Map<String, Rule.Status> STATUSES =
      Map.of(
          "vérifié", Rule.Status.VERIFIED,
          "politique interne", Rule.Status.INTERNAL_POLICY,
          "non établi", Rule.Status.NOT_ESTABLISHED);

  private final CedarEvaluator evaluator;
  private final List<PolicyFault> faults = new ArrayList<>();
  private final Set<String> ids = new HashSet<>();

  private CedarText(CedarEvaluator evaluator) {
    this.evaluator = evaluator;
  }

  /**
   * The rules of a text, in its order.
   *
   * @throws MalformedPolicyException if anything at all is wrong with it
   */
  static List<CedarRule> read(String text, CedarEvaluator evaluator) {
    return new CedarText(evaluator).read(text);
  }

  private List<CedarRule> read(String text) {
    if (text.getBytes(UTF_8).length > MAX_BYTES) {
      throw new MalformedPolicyException(
          List.of(new PolicyFault(1, "plus de " + MAX_BYTES + " octets")));
    }
    var statements = CedarStatement.of(text);
    if (statements.size() > MAX_RULES) {
      var first = statements.get(MAX_RULES);
      throw new MalformedPolicyException(
          List.of(new PolicyFault(first.line(), "plus de " + MAX_RULES + " règles")));
    }
    var rules = new ArrayList<CedarRule>();
    for (var statement : statements) {
      if (faults.size() < MAX_FAULTS) {
        rule(statement).ifPresent(rules::add);
      }
    }
    if (!faults.isEmpty()) {
      throw new MalformedPolicyException(faults);
    }
    return rules;
  }

  private Optional<CedarRule> rule(CedarStatement statement) {
    int before = faults.size();
    try {
      for (var complaint : evaluator.faults(statement.text())) {
        var places = complaint.sourceLocations;
        fault(
            places.isEmpty() ? statement.line() : statement.lineAt(places.getFirst().start),
            CedarComplaints.french(complaint));
      }
      if (faults.size() > before) {
        return Optional.empty();
      }
      var policy = Policy.parseStaticPolicy(statement.text());
      var tree = JSON.readTree(policy.toJson());
      var rule = people(statement, tree.path("annotations"));
      var attributes = List.copyOf(CedarTree.attributes(tree));
      var combinations = Facets.combinations(attributes);
      if (combinations.length > MAX_COMBINATIONS) {
        fault(statement.line(), "la règle lit trop d’attributs à la fois : écrivez-en deux");
      }
      if (rule.isEmpty() || faults.size() > before) {
        return Optional.empty();
      }
      var applies = applies(statement, combinations);
      if (applies.length == 0) {
        fault(statement.line(), "la règle ne s’applique à rien");
      }
      long reads = attributes.stream().mapToLong(Attribute::mask).reduce(0, (a, b) -> a | b);
      return Optional.of(new CedarRule(policy.effect(), rule.get(), reads, applies));
    } catch (ForeignException foreign) {
      fault(statement.line(), foreign.getMessage());
    } catch (FailedException | AuthException | RuntimeException failed) {
      fault(
          statement.line(), "Cedar n’a pas pu évaluer la règle : « " + failed.getMessage() + " »");
    }
    return Optional.empty();
  }

  private long[] applies(CedarStatement statement, long[] combinations)
      throws AuthException, FailedException {
    var policy = evaluator.ready(statement.text());
    var applies = LongStream.builder();
    for (long combination : combinations) {
      if (evaluator.applies(policy, combination)) {
        applies.add(combination);
      }
    }
    return applies.build().toArray();
  }

  /** The rule as people read it, from its annotations. */
  private Optional<Rule> people(CedarStatement statement, JsonNode annotations) {
    int before = faults.size();
    for (var name : annotations.propertyNames()) {
      if (!ANNOTATIONS.contains(name)) {
        fault(statement.line(), "l’annotation @" + name + " n’existe pas");
      }
    }
    for (var name : ANNOTATIONS) {
      var words = annotations.path(name).asString("");
      if (!annotations.has(name)) {
        fault(statement.line(), "il manque l’annotation @" + name);
      } else if (words.length() > MAX_WORDS
          || words.chars().anyMatch(Character::isISOControl)
          || !words.equals(words.strip())) {
        fault(
            statement.line(),
            "@" + name + " a au plus " + MAX_WORDS + " caractères, sur une ligne");
      }
    }
    var id = annotations.path("id").asString("");
    var status = STATUSES.get(annotations.path("statut").asString(""));
    var law = annotations.path("loi").asString("");
    var article = annotations.path("article").asString("");
    if (faults.size() > before) {
      return Optional.empty();
    }
    if (!ID.matcher(id).matches()) {
      fault(statement.line(), "@id : des mots en minuscules sans accent, joints par des tirets");
    } else if (!ids.add(id)) {
      fault(statement.line(), "@id(\"" + id + "\") est déjà celui d’une autre règle");
    }
    if (annotations.path("texte").asString("").isEmpty()) {
      fault(statement.line(), "@texte est vide : que dit la règle ?");
    }
    if (status == null) {
      fault(statement.line(), "@statut : « vérifié », « politique interne » ou « non établi »");
    } else if (status == Rule.Status.VERIFIED && (law.isEmpty() || article.isEmpty())) {
      fault(statement.line(), "une règle vérifiée nomme sa loi et son article");
    }
    return faults.size() > before || status == null
        ? Optional.empty()
        : Optional.of(new Rule(id, annotations.path("texte").asString(""), law, article, status));
  }

  private void fault(int line, String message) {
    if (faults.size() < MAX_FAULTS) {
      faults.add(new PolicyFault(line, message));
    }
  }
}
