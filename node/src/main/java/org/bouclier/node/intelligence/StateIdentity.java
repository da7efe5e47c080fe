package org.bouclier.node.intelligence;

import java.time.Instant;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bouclier.detect.Indicator;
import org.bouclier.node.site.StateCode;
import org.bouclier.stix.ObservableId;
import org.bouclier.stix.StixId;
import org.bouclier.stix.StixObject;
import org.bouclier.stix.StixTime;

/**
 * The STIX identifiers that a state gives. They follow from what they name, so every node of the
 * confederation knows the identity of every other one, and saying a thing twice says it once.
 */
final class StateIdentity {

  private static final UUID NAMESPACE =
      ObservableId.named(
          UUID.fromString("6ba7b811-9dad-11d1-80b4-00c04fd430c8"), "urn:bouclier:intelligence");
  private static final Instant CREATED = StixTime.parse("2026-01-01T00:00:00Z");

  /** How many times people may take one value back and say it again. */
  static final int ROUNDS = 16;

  private final StateCode state;
  private final UUID names;

  StateIdentity(StateCode state) {
    this.state = state;
    this.names = ObservableId.named(NAMESPACE, state.value());
  }

  /** Who speaks. */
  StixId id() {
    return new StixId("identity", names);
  }

  /** Who speaks, as an object to put beside what it says. */
  StixObject object() {
    return StixObject.create(
        id(),
        CREATED,
        tree -> {
          tree.put("name", state.value());
          tree.put("identity_class", "organization");
          tree.putArray("sectors").add("government");
        });
  }

  /**
   * The indicator that people of this state make of a value.
   *
   * @param round less than {@link #ROUNDS}: how many times it was taken back before: what is
   *     revoked is never said again under the same identifier (STIX 2.1, section 3.2)
   */
  StixId made(Indicator value, int round) {
    return indicator(round == 0 ? "" : "\n" + round, value); // no list has such a name
  }

  /** All those that people of this state may make of a value, in the order of their rounds. */
  Stream<StixId> made(Indicator value) {
    return IntStream.range(0, ROUNDS).mapToObj(round -> made(value, round));
  }

  /** The indicator that this state makes of a value of one of its lists. */
  StixId indicator(String source, Indicator value) {
    return new StixId(
        "indicator",
        ObservableId.named(
            names, "indicator\n" + source + "\n" + value.kind() + "\n" + value.value()));
  }

  /** The running count of what this state has seen of an object. */
  StixId sighting(String of) {
    return new StixId("sighting", ObservableId.named(names, "sighting\n" + of));
  }
}
