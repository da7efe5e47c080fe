package org.bouclier.node.frontier;

import java.util.List;
import java.util.Optional;
import org.bouclier.border.Form;
import org.bouclier.border.PolicyComparison;
import org.bouclier.border.Rule;

/** What the pages of policies say of a comparison; in French, for {@code Page.say}. */
public final class Wording {

  private Wording() {}

  /** A part of the rules. */
  public record Part(String title, List<Rule> rules) {}

  /** What leaves: a form, or that nothing does. */
  public static String of(Optional<Form> form) {
    return form.map(Form::label).orElse("refus");
  }

  /** How many answers change. */
  public static long changed(PolicyComparison comparison) {
    return comparison.changes().stream().mapToLong(PolicyComparison.Line::count).sum();
  }

  /** The first lines. */
  public static List<PolicyComparison.Line> first(PolicyComparison comparison, int most) {
    var changes = comparison.changes();
    return changes.subList(0, Math.min(most, changes.size()));
  }

  /** The rules that come, go, or are rewritten; parts without rules are left out. */
  public static List<Part> parts(PolicyComparison comparison) {
    return List.of(
            new Part("Règles ajoutées", comparison.added()),
            new Part("Règles retirées", comparison.removed()),
            new Part("Règles réécrites", comparison.rewritten()))
        .stream()
        .filter(part -> !part.rules().isEmpty())
        .toList();
  }
}
