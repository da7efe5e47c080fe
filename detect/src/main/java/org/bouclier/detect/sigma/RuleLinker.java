package org.bouclier.detect.sigma;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bouclier.detect.sigma.Bounds.Bound;
import org.bouclier.detect.sigma.CorrelationDraft.Reference;
import org.jspecify.annotations.Nullable;

/**
 * Brings together what was read apart, once all files are read: filters to the rules they name,
 * correlations to the rules they listen to. A reference that leads nowhere, to several rules, to a
 * refused one or round in a circle refuses the correlation; the rules that it would have kept
 * silent then speak for themselves.
 */
final class RuleLinker {

  private static final int MAX_DEPTH = 16; // correlations of correlations
  private static final int MAX_PATHS = 1_000;
  private static final int MAX_FILTERS = 1_000; // each may be asked of every rule

  private final RuleReader read;
  private final Map<String, List<RuleNode>> called = new HashMap<>();
  private final List<RuleNode> rules = new ArrayList<>();
  private final List<RuleNode> correlations = new ArrayList<>();

  RuleLinker(RuleReader read) {
    this.read = read;
    read.rules().forEach(rule -> rules.add(called(new RuleNode(rule))));
    List<RuleNode> drafts = new ArrayList<>();
    read.correlations().forEach(draft -> drafts.add(called(new RuleNode(draft))));
    read.filters().stream().limit(MAX_FILTERS).forEach(this::filter);
    read.filters().stream()
        .skip(MAX_FILTERS)
        .forEach(filter ->
            refuse(
                filter.document(),
                filter.document().info().line(),
                "filter",
                "plus de " + MAX_FILTERS + " filtres"));
    drafts.forEach(draft -> look(draft, 0));
    for (RuleNode correlation : correlations) {
      correlation.legs.forEach(leg -> leg.listeners.add(correlation));
    }
  }

  /** The rules, in the order in which they were read. */
  List<RuleNode> rules() {
    return rules;
  }

  /** The correlations that can work, each after those it listens to. */
  List<RuleNode> correlations() {
    return correlations;
  }

  private RuleNode called(RuleNode node) {
    Document document = node.document();
    for (String name : new HashSet<>(List.of(document.declaredId(), document.name()))) {
      if (!name.isEmpty()) {
        called.computeIfAbsent(name, key -> new ArrayList<>()).add(node);
      }
    }
    return node;
  }

  private void refuse(Document document, int line, String construct, String message) {
    String file = document.info().file() == null ? "" : document.info().file();
    read.refusals().add(new RuleRefusal(file, line, document.info().title(), construct, message));
  }

  private String unknown(Reference reference) {
    return read.refused().contains(reference.to())
        ? "la règle " + reference.to() + " est elle-même refusée"
        : "règle inconnue : " + reference.to();
  }

  // Filters

  private void filter(FilterDraft filter) {
    for (RuleNode rule : rules) {
      boolean named =
          filter.rules().isEmpty()
              || filter.rules().stream().anyMatch(to -> rule.document().isCalled(to.to()));
      if (named && filter.covers(rule.info().source())) {
        rule.filters.add(filter.kept());
      }
    }
    for (Reference reference : filter.rules()) {
      List<RuleNode> found = called.getOrDefault(reference.to(), List.of());
      if (found.isEmpty()) {
        refuse(filter.document(), reference.line(), "filter", unknown(reference));
      } else if (found.stream().noneMatch(RuleNode::isRule)) {
        refuse(
            filter.document(),
            reference.line(),
            "filter",
            "un filtre ne s’applique pas à une corrélation : " + reference.to());
      } else if (found.stream().noneMatch(rule -> filter.covers(rule.info().source()))) {
        refuse(
            filter.document(),
            reference.line(),
            "filter",
            "la règle " + reference.to() + " est d’une autre source de journal");
      }
    }
  }

  // Correlations

  private void look(RuleNode node, int depth) {
    if (node.state != RuleNode.State.NEW) {
      return;
    }
    node.state = RuleNode.State.OPEN;
    boolean accepted = legsLead(node, depth) && conditionCanHold(node) && aliasesLead(node);
    node.state = accepted ? RuleNode.State.ACCEPTED : RuleNode.State.REFUSED;
    if (accepted) {
      correlations.add(node);
    }
  }

  private boolean legsLead(RuleNode node, int depth) {
    List<Reference> references = node.correlation().rules();
    for (Reference reference : references) {
      String why = addLeg(node, reference, depth);
      if (why != null) {
        refuse(node.document(), reference.line(), "rules", why);
        return false;
      }
    }
    node.depth = 1 + node.legs.stream().mapToInt(leg -> leg.depth).max().orElse(0);
    node.paths = node.legs.stream().mapToLong(leg -> leg.paths).sum();
    if (node.depth > MAX_DEPTH || node.paths > MAX_PATHS) {
      int line = references.getFirst().line();
      refuse(node.document(), line, "rules", "trop de corrélations en chaîne");
      return false;
    }
    return true;
  }

  /** Adds the rule that is meant, or says why it cannot. */
  private @Nullable String addLeg(RuleNode node, Reference reference, int depth) {
    List<RuleNode> found = called.getOrDefault(reference.to(), List.of());
    if (found.isEmpty()) {
      return unknown(reference);
    }
    if (found.size() > 1) {
      return found.size() + " règles s’appellent " + reference.to();
    }
    RuleNode leg = found.getFirst();
    if (leg.state == RuleNode.State.OPEN) {
      return "les corrélations se renvoient en cercle par " + reference.to();
    }
    if (depth == MAX_DEPTH) {
      return "trop de corrélations en chaîne";
    }
    look(leg, depth + 1);
    if (leg.state == RuleNode.State.REFUSED) {
      return "la règle " + reference.to() + " est elle-même refusée";
    }
    if (node.legs.contains(leg)) {
      return "règle nommée deux fois : " + reference.to();
    }
    node.legs.add(leg);
    return null;
  }

  private boolean conditionCanHold(RuleNode node) {
    CorrelationDraft draft = node.correlation();
    Bounds bounds = draft.bounds();
    if (!draft.type().isTemporal() || bounds == null) {
      return true;
    }
    int legs = node.legs.size();
    for (int count = 1; count <= legs; count++) {
      if (bounds.hold(count)) {
        return true;
      }
    }
    Bound first = bounds.all().getFirst();
    refuse(
        node.document(),
        draft.conditionLine(),
        "condition",
        "jamais satisfaite par " + legs + " règles : " + first.limit().toPlainString());
    return false;
  }

  private boolean aliasesLead(RuleNode node) {
    Set<RuleNode> below = new HashSet<>();
    collect(node, below);
    for (Map<Reference, String> fields : node.correlation().aliases().values()) {
      for (Reference reference : fields.keySet()) {
        if (below.stream().noneMatch(one -> one.document().isCalled(reference.to()))) {
          refuse(
              node.document(),
              reference.line(),
              "aliases",
              "la corrélation n’écoute pas de règle " + reference.to());
          return false;
        }
      }
    }
    return true;
  }

  private static void collect(RuleNode node, Set<RuleNode> below) {
    for (RuleNode leg : node.legs) {
      if (below.add(leg)) {
        collect(leg, below);
      }
    }
  }
}
