package org.bouclier.border;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.bouclier.border.Minimised.Reason;
import org.bouclier.border.Minimised.Withheld;
import org.bouclier.stix.MalformedStixException;
import org.bouclier.stix.StixId;
import org.bouclier.stix.StixObject;
import org.bouclier.stix.StixProblem;

/**
 * Makes the form in which objects leave.
 *
 * <p>The same objects, roles and keys give the same bytes. Immutable and thread-safe.
 */
public final class Minimiser {

  /*
   * In order, for each object:
   *
   *   1. properties under a marking that may not leave are taken out (STIX 2.1, section 7.2.3);
   *   2. unless the form is WHOLE, its structure is treated by type (Structure), then every text
   *      that remains is scanned for traces of persons (Texts);
   *   3. an observable that changed gets another identifier: its own is a hash of what it was, and
   *      a hash of an IPv4 address is an IPv4 address to whoever tries them all;
   *   4. references follow the new identifiers, and those to objects that may not leave become
   *      opaque: the type is still there, the object is not;
   *   5. the first two steps are done once more on the result. If they find anything at all, or if
   *      the object is no longer STIX, it is withheld: the first pass was wrong.
   */

  private final MinimisingPolicy policy;
  private final PseudonymKeys keys;

  /** A minimiser of one state, with the secrets behind its pseudonyms. */
  public Minimiser(MinimisingPolicy policy, PseudonymKeys keys) {
    this.policy = policy;
    this.keys = keys;
  }

  /**
   * The classes of personal data that an object holds: those of the rules that {@link #minimise}
   * would apply to it. An attacker's means are not personal data here.
   */
  public Set<DataClass> classify(StixObject object, Roles roles) {
    var draft = new Draft(object, Form.REDACTED, roles, MinimisingPolicy.STANDARD, keys);
    draft.takePersonalData();
    var classes = EnumSet.noneOf(DataClass.class);
    draft.counts().keySet().forEach(rule -> rule.dataClass().ifPresent(classes::add));
    return classes;
  }

  /**
   * Makes the form of some objects that leave together.
   *
   * @param objects what the border decided to let leave in that form
   * @param form the form of its decision
   * @param roles who is who among them
   * @param leaves whether a reference may stay to an object that is not among these, e.g. because
   *     it left before; markings are not asked about
   * @param markings whether a property under that granular marking may leave
   */
  public Minimised minimise(
      Collection<StixObject> objects,
      Form form,
      Roles roles,
      Predicate<StixId> leaves,
      Predicate<StixId> markings) {
    Map<StixId, Draft> drafts = new LinkedHashMap<>();
    List<Withheld> withheld = new ArrayList<>();
    for (var object : objects) {
      var draft = new Draft(object, form, roles, policy, keys);
      try {
        draft.takeMarkedProperties(markings);
        draft.takePersonalData();
        draft.obstacle().ifPresentOrElse(withheld::add, () -> drafts.put(object.id(), draft));
      } catch (RuntimeException fault) {
        withheld.add(failure(object));
      }
    }
    var names = new Names(drafts, form, roles, keys, leaves);
    Map<StixId, StixObject> made = new LinkedHashMap<>();
    Map<MinimisingRule, Integer> counts = new EnumMap<>(MinimisingRule.class);
    for (var draft : drafts.values()) {
      try {
        draft.rename(names);
        var object = StixObject.of(draft.tree());
        var problem = problem(draft, object, form, roles, markings);
        if (problem.isPresent()) {
          withheld.add(problem.get());
        } else {
          made.putIfAbsent(object.id(), object);
          draft.counts().forEach((rule, count) -> counts.merge(rule, count, Integer::sum));
        }
      } catch (MalformedStixException invalid) {
        withheld.add(
            new Withheld(
                draft.original().id(),
                Reason.NO_LONGER_VALID,
                invalid.problems().getFirst().message()));
      } catch (RuntimeException fault) {
        withheld.add(failure(draft.original()));
      }
    }
    return new Minimised(List.copyOf(made.values()), withheld, new TreeMap<>(counts));
  }

  private static Withheld failure(StixObject object) {
    return new Withheld(object.id(), Reason.FAILURE, "la minimisation a échoué");
  }

  private static Function<StixProblem, Withheld> broken(Draft draft) {
    return problem ->
        new Withheld(
            draft.original().id(),
            Reason.NO_LONGER_VALID,
            problem.property() + " : " + problem.message());
  }

  private Optional<Withheld> problem(
      Draft draft, StixObject made, Form form, Roles roles, Predicate<StixId> markings) {
    var again = draft.again(made, form, roles, policy, keys);
    again.takeMarkedProperties(markings);
    again.takePersonalData();
    if (again.counts().isEmpty()) {
      return draft.original().isValid()
          ? made.problems().stream().filter(StixProblem::isError).findFirst().map(broken(draft))
          : Optional.empty();
    }
    var found = again.counts().keySet().iterator().next();
    return Optional.of(
        new Withheld(draft.original().id(), Reason.NOT_CLEAN, "il reste : " + found.label()));
  }
}
