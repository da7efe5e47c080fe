package org.bouclier.border;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.bouclier.stix.Pap;
import org.bouclier.stix.Tlp;

/**
 * Every question that the rules can tell apart, one request for each: what a set of rules allows
 * can be counted, listed, and compared with another's.
 */
public final class AttributeSpace {

  private static final String HERE = "ML";
  private static final String THERE = "BF";
  private static final String ELSEWHERE = "NE";

  private static final List<String> TYPES =
      List.of(
          "indicator",
          "sighting",
          "ipv4-addr",
          "identity",
          "report",
          "marking-definition",
          "x-bouclier-custom");

  private AttributeSpace() {}

  /** All requests, in a fixed order; about half a million. */
  public static Stream<Request> requests() {
    return destinations().stream()
        .flatMap(
            destination -> Arrays.stream(Tlp.values()).flatMap(tlp -> requests(destination, tlp)));
  }

  private static Stream<Request> requests(Destination destination, Tlp tlp) {
    var requests = new ArrayList<Request>();
    for (var origin : origins(destination, tlp)) {
      for (var type : TYPES) {
        for (var pap : Pap.values()) {
          for (var purpose : Purpose.values()) {
            for (var classes : subsets()) {
              for (var authorised : List.of(false, true)) {
                requests.add(
                    new Request(type, tlp, pap, classes, origin, destination, purpose, authorised));
              }
            }
          }
        }
      }
    }
    return requests.stream();
  }

  private static List<Destination> destinations() {
    var destinations = new ArrayList<Destination>();
    for (var audience : Audience.values()) {
      for (var territory : Territory.values()) {
        if (audience == Audience.PUBLIC) {
          continue;
        }
        if (audience != Audience.MEMBERS || territory != Territory.THIRD) {
          var state = territory == Territory.HOME ? HERE : THERE;
          destinations.add(new Destination(state, territory, audience));
        }
      }
    }
    destinations.add(Destination.toPublic());
    return destinations;
  }

  /** Ours; received from elsewhere, marking kept or lowered; received from where it would go. */
  private static List<Origin> origins(Destination destination, Tlp tlp) {
    var origins = new ArrayList<Origin>();
    origins.add(Origin.ours(tlp));
    origins.add(Origin.received(ELSEWHERE, tlp));
    if (tlp != Tlp.RED) {
      origins.add(Origin.received(ELSEWHERE, Tlp.RED));
    }
    if (!destination.state().isEmpty()) {
      origins.add(Origin.received(destination.state(), tlp));
    }
    return origins;
  }

  private static List<Set<DataClass>> subsets() {
    var subsets = new ArrayList<Set<DataClass>>();
    subsets.add(Set.of());
    for (var dataClass : DataClass.values()) { // each subset so far, without it and with it
      for (var smaller : List.copyOf(subsets)) {
        var larger = EnumSet.of(dataClass);
        larger.addAll(smaller);
        subsets.add(larger);
      }
    }
    return subsets;
  }
}
