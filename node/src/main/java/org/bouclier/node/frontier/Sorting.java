package org.bouclier.node.frontier;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import org.bouclier.border.Border;
import org.bouclier.border.Classifier;
import org.bouclier.border.Decision;
import org.bouclier.border.Destination;
import org.bouclier.border.Origin;
import org.bouclier.border.Request;
import org.bouclier.border.Roles;
import org.bouclier.node.site.StateCode;
import org.bouclier.stix.Pap;
import org.bouclier.stix.StixId;
import org.bouclier.stix.StixKind;
import org.bouclier.stix.StixObject;
import org.bouclier.stix.Tlp;

/**
 * The objects of a proposal, sorted by what the border decides: those that share a decision and
 * destinations go together, so that one line of the register explains all that it names.
 *
 * @param leaving by decision and destinations, in the order of the proposal
 * @param refused by decision and destination
 * @param roles who is who among all of them
 */
record Sorting(
    Map<Way, List<StixObject>> leaving, Map<Bar, List<StixObject>> refused, Roles roles) {

  /** Allowed in one way to some destinations. */
  record Way(Decision.Allowed decision, List<StateCode> destinations) {}

  /** Refused to one destination. */
  record Bar(Decision.Refused decision, StateCode destination) {}

  /**
   * Asks the border, once for each kind of object and destination.
   *
   * @param destinations those that can be sealed to, sorted
   */
  static Sorting of(Proposal proposal, Collection<StateCode> destinations, Border border) {
    var roles = Roles.of(proposal.objects());
    var byId = new HashMap<StixId, StixObject>();
    proposal.objects().forEach(object -> byId.put(object.id(), object));
    Function<StixId, Optional<StixObject>> definitions = id -> Optional.ofNullable(byId.get(id));
    var asked = new HashMap<Request, Decision>();
    var leaving = new LinkedHashMap<Way, List<StixObject>>();
    var refused = new LinkedHashMap<Bar, List<StixObject>>();
    for (StixObject object : proposal.objects()) {
      var classes = Classifier.classify(object, roles);
      var tlp = tlp(object, definitions);
      var pap = Pap.of(object.markingRefs(), definitions).orElse(Pap.CLEAR);
      var origin = proposal.origins().getOrDefault(object.id(), Origin.ours(tlp));
      var allowed = new LinkedHashMap<Decision.Allowed, TreeSet<StateCode>>();
      for (StateCode destination : destinations) {
        var to = Destination.member(destination.value()).withAudience(proposal.audience());
        var request =
            new Request(object.type(), tlp, pap, classes, origin, to, proposal.purpose(), false);
        switch (asked.computeIfAbsent(request, border::decide)) {
          case Decision.Allowed yes ->
              allowed.computeIfAbsent(yes, _ -> new TreeSet<>()).add(destination);
          case Decision.Refused no ->
              refused.computeIfAbsent(new Bar(no, destination), _ -> new ArrayList<>()).add(object);
        }
      }
      allowed.forEach((decision, states) ->
          leaving
              .computeIfAbsent(new Way(decision, List.copyOf(states)), _ -> new ArrayList<>())
              .add(object));
    }
    return new Sorting(leaving, refused, roles);
  }

  /** An object without a marking is treated as RED: nobody said that it may travel. */
  private static Tlp tlp(StixObject object, Function<StixId, Optional<StixObject>> definitions) {
    return Tlp.of(object, definitions, object.kind() == StixKind.META ? Tlp.CLEAR : Tlp.RED);
  }

  /** Whether the border refuses an object to any of these destinations. */
  boolean isRefused(StixId object, List<StateCode> destinations) {
    return refused.entrySet().stream()
        .filter(entry -> destinations.contains(entry.getKey().destination()))
        .flatMap(entry -> entry.getValue().stream())
        .anyMatch(candidate -> candidate.id().equals(object));
  }
}
