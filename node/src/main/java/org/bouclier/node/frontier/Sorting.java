package org.bouclier.node.frontier;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bouclier.border.AttributeValues;
import org.bouclier.border.Border;
import org.bouclier.border.Classifier;
import org.bouclier.border.Decision;
import org.bouclier.border.Destination;
import org.bouclier.border.Form;
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
 * @param asked what the border was asked for each way
 * @param barred what it was asked for each bar
 * @param authorised numbers of the acts that allow transfers, by destination
 * @param border that decided
 * @param definitions finds the definitions of markings
 */
record Sorting(
    Map<Way, List<StixObject>> leaving,
    Map<Bar, List<StixObject>> refused,
    Roles roles,
    Map<Way, Set<Request>> asked,
    Map<Bar, Set<Request>> barred,
    Map<StateCode, String> authorised,
    Border border,
    Function<StixId, Optional<StixObject>> definitions) {

  /** Allowed in one way to some destinations. */
  record Way(Decision.Allowed decision, List<StateCode> destinations) {}

  /** Refused to one destination. */
  record Bar(Decision.Refused decision, StateCode destination) {}

  /**
   * Asks the border, once for each kind of object and destination.
   *
   * @param destinations those that can be sealed to, sorted
   * @param authorised numbers of the acts that allow transfers now, by destination
   */
  static Sorting of(
      Proposal proposal,
      Collection<StateCode> destinations,
      Map<StateCode, String> authorised,
      Border border) {
    var roles = Roles.of(proposal.objects());
    var byId = new HashMap<StixId, StixObject>();
    proposal.objects().forEach(object -> byId.put(object.id(), object));
    Function<StixId, Optional<StixObject>> definitions = id -> Optional.ofNullable(byId.get(id));
    var asked = new HashMap<Request, Decision>();
    var leaving = new LinkedHashMap<Way, List<StixObject>>();
    var refused = new LinkedHashMap<Bar, List<StixObject>>();
    var questions = new HashMap<Way, Set<Request>>();
    var barred = new HashMap<Bar, Set<Request>>();
    for (StixObject object : proposal.objects()) {
      var classes = Classifier.classify(object, roles);
      var tlp = tlp(object, definitions);
      var pap = Pap.of(object.markingRefs(), definitions).orElse(Pap.CLEAR);
      var origin = proposal.origins().getOrDefault(object.id(), Origin.ours(tlp));
      var allowed = new LinkedHashMap<Decision.Allowed, TreeSet<StateCode>>();
      var requests = new HashSet<Request>();
      for (StateCode destination : destinations) {
        var to = Destination.member(destination.value()).withAudience(proposal.audience());
        var request =
            new Request(
                object.type(),
                tlp,
                pap,
                classes,
                origin,
                to,
                proposal.purpose(),
                authorised.containsKey(destination));
        switch (asked.computeIfAbsent(request, border::decide)) {
          case Decision.Allowed yes -> {
            allowed.computeIfAbsent(yes, _ -> new TreeSet<>()).add(destination);
            requests.add(request);
          }
          case Decision.Refused no -> {
            var bar = new Bar(no, destination);
            refused.computeIfAbsent(bar, _ -> new ArrayList<>()).add(object);
            barred.computeIfAbsent(bar, _ -> new HashSet<>()).add(request);
          }
        }
      }
      allowed.forEach((decision, states) -> {
        var way = new Way(decision, List.copyOf(states));
        leaving.computeIfAbsent(way, _ -> new ArrayList<>()).add(object);
        requests.stream()
            .filter(request -> states.contains(new StateCode(request.destination().state())))
            .forEach(questions.computeIfAbsent(way, _ -> new HashSet<>())::add);
      });
    }
    return new Sorting(
        leaving, refused, roles, questions, barred, Map.copyOf(authorised), border, definitions);
  }

  /** What the border was asked of all that goes one way. */
  List<AttributeValues> question(Way way) {
    return AttributeValues.of(asked.getOrDefault(way, Set.of()));
  }

  /** What the border was asked of what it refused together. */
  List<AttributeValues> question(Bar bar) {
    return AttributeValues.of(barred.getOrDefault(bar, Set.of()));
  }

  /** The acts of the authority by which readable personal data go that way; empty if none do. */
  String authorisation(Way way) {
    boolean readable =
        way.decision().form() != Form.REDACTED
            && asked.getOrDefault(way, Set.of()).stream()
                .anyMatch(request -> request.authorised() && !request.dataClasses().isEmpty());
    return readable
        ? way.destinations().stream()
            .flatMap(state -> Optional.ofNullable(authorised.get(state)).stream())
            .distinct()
            .collect(Collectors.joining(", "))
        : "";
  }

  /**
   * Whether a property under a granular marking may leave with its object: whether the border lets
   * an object of that level leave to the same destinations in the same form or a richer one. Asked
   * for all that go the same way; a marking that nobody can explain is RED.
   */
  boolean mayLeave(StixId marking, Way way) {
    var tlp = Tlp.of(List.of(marking), definitions).orElse(Tlp.CLEAR);
    var pap = Pap.of(List.of(marking), definitions).orElse(Pap.CLEAR);
    return asked.getOrDefault(way, Set.of()).stream()
        .map(request ->
            new Request(
                request.type(),
                request.tlp().strictest(tlp),
                request.pap().strictest(pap),
                request.dataClasses(),
                request.origin(),
                request.destination(),
                request.purpose(),
                request.authorised()))
        .map(border::decide)
        .allMatch(decision ->
            decision instanceof Decision.Allowed allowed
                && allowed.form().compareTo(way.decision().form()) <= 0);
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
