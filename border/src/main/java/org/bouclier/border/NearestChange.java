package org.bouclier.border;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.bouclier.stix.Pap;
import org.bouclier.stix.Tlp;

/**
 * Finds the fewest changes that turn a refusal into a permission, among those that somebody could
 * really make: mark otherwise, send to fewer people, for another purpose, with an authorisation, or
 * without some of the data. What the object is, and where it comes from, are facts.
 */
final class NearestChange {

  private record Step(Request request, List<Change> changes) {}

  private NearestChange() {}

  /** One change if one is enough, else two, else none. */
  static List<Change> of(Request refused, Predicate<Request> isAllowed) {
    var one = steps(new Step(refused, List.of())).toList();
    return Stream.concat(one.stream(), one.stream().flatMap(NearestChange::steps))
        .filter(step -> isAllowed.test(step.request()))
        .findFirst()
        .map(Step::changes)
        .orElse(List.of());
  }

  private static Stream<Step> steps(Step from) {
    var request = from.request();
    var steps = new ArrayList<Step>();
    for (var audience : narrower(request.destination())) {
      var destination = request.destination();
      steps.add(
          step(
              from,
              with(request, destination.withAudience(audience)),
              new Change("public visé", destination.audience().label(), audience.label())));
    }
    if (!request.authorised()) {
      steps.add(step(from, authorised(request), new Change("autorisation", "aucune", "accordée")));
    }
    if (request.tlp().compareTo(request.origin().tlp()) < 0) {
      steps.add(tlp(from, request.origin().tlp()));
    }
    for (var tlp : laxer(request)) {
      steps.add(tlp(from, tlp));
    }
    for (var pap : Pap.values()) {
      if (pap.compareTo(request.pap()) < 0 && request.origin().source().isEmpty()) {
        steps.add(
            step(
                from,
                with(request, pap),
                new Change("marquage PAP", request.pap().label(), pap.label())));
      }
    }
    for (var purpose : Purpose.values()) {
      if (purpose != request.purpose()) {
        steps.add(
            step(
                from,
                with(request, purpose),
                new Change("finalité", request.purpose().label(), purpose.label())));
      }
    }
    for (var dataClass : request.dataClasses().stream().sorted().toList()) {
      steps.add(
          step(
              from,
              without(request, dataClass),
              new Change("contenu", "avec " + dataClass.label(), "sans " + dataClass.label())));
    }
    return steps.stream();
  }

  private static Step tlp(Step from, Tlp tlp) {
    var request = from.request();
    return step(
        from, with(request, tlp), new Change("marquage TLP", request.tlp().label(), tlp.label()));
  }

  private static Step step(Step from, Request request, Change change) {
    var changes = new ArrayList<>(from.changes());
    changes.add(change);
    return new Step(request, changes);
  }

  /** From the widest, so that the smallest step is tried first. */
  private static List<Audience> narrower(Destination than) {
    return Arrays.stream(Audience.values())
        .filter(audience -> audience.compareTo(than.audience()) < 0)
        .filter(audience -> than.audience() != Audience.PUBLIC) // it cannot become somebody
        .filter(audience -> audience != Audience.MEMBERS || than.territory() != Territory.THIRD)
        .toList()
        .reversed();
  }

  /** Only the source lowers a level: we may, if the object is ours. */
  private static List<Tlp> laxer(Request request) {
    return Arrays.stream(Tlp.values())
        .filter(tlp -> tlp.compareTo(request.tlp()) < 0)
        .filter(tlp -> request.origin().source().isEmpty())
        .toList()
        .reversed();
  }

  private static Request with(Request request, Destination destination) {
    return copy(request, request.tlp(), request.pap(), destination, request.purpose());
  }

  private static Request with(Request request, Tlp tlp) {
    return copy(request, tlp, request.pap(), request.destination(), request.purpose());
  }

  private static Request with(Request request, Pap pap) {
    return copy(request, request.tlp(), pap, request.destination(), request.purpose());
  }

  private static Request with(Request request, Purpose purpose) {
    return copy(request, request.tlp(), request.pap(), request.destination(), purpose);
  }

  private static Request copy(
      Request request, Tlp tlp, Pap pap, Destination destination, Purpose purpose) {
    return new Request(
        request.type(),
        tlp,
        pap,
        request.dataClasses(),
        request.origin(),
        destination,
        purpose,
        request.authorised());
  }

  private static Request authorised(Request request) {
    return new Request(
        request.type(),
        request.tlp(),
        request.pap(),
        request.dataClasses(),
        request.origin(),
        request.destination(),
        request.purpose(),
        true);
  }

  private static Request without(Request request, DataClass dataClass) {
    var classes = EnumSet.copyOf(request.dataClasses());
    classes.remove(dataClass);
    return new Request(
        request.type(),
        request.tlp(),
        request.pap(),
        classes,
        request.origin(),
        request.destination(),
        request.purpose(),
        request.authorised());
  }
}
