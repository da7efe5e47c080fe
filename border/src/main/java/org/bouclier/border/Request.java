package org.bouclier.border;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;
import org.bouclier.stix.Pap;
import org.bouclier.stix.Tlp;

/**
 * The question put to the border: may this leave, to them, for that?
 *
 * @param type STIX type of the object
 * @param tlp its present level; an unknown marking is RED
 * @param pap its present level
 * @param dataClasses personal data found in it: see {@link Classifier}
 * @param origin whose it is
 * @param destination to whom it would go
 * @param purpose what for
 * @param authorised whether our data-protection authority allowed this transfer
 */
public record Request(
    String type,
    Tlp tlp,
    Pap pap,
    Set<DataClass> dataClasses,
    Origin origin,
    Destination destination,
    Purpose purpose,
    boolean authorised) {

  /** Copies the set. */
  public Request {
    dataClasses = Set.copyOf(dataClasses);
  }

  /**
   * The question for several objects that go as one: the strictest level of each kind, all classes
   * of data, and none of it authorised unless all is.
   *
   * @param requests at least one, all for one destination and purpose
   * @throws IllegalArgumentException if there is none, or they do not go to one place for one end
   */
  public static Request ofBundle(Collection<Request> requests) {
    return requests.stream()
        .reduce(Request::with)
        .orElseThrow(() -> new IllegalArgumentException("a bundle holds at least one object"));
  }

  private Request with(Request other) {
    if (!destination.equals(other.destination) || purpose != other.purpose) {
      throw new IllegalArgumentException("a bundle goes to one destination for one purpose");
    }
    var classes = EnumSet.noneOf(DataClass.class);
    classes.addAll(dataClasses);
    classes.addAll(other.dataClasses);
    return new Request(
        worse(type, other.type),
        tlp.strictest(other.tlp),
        pap.strictest(other.pap),
        classes,
        worse(origin, other.origin),
        destination,
        purpose,
        authorised && other.authorised);
  }

  private static String worse(String one, String other) {
    return Matter.of(one).compareTo(Matter.of(other)) >= 0 ? one : other;
  }

  /** Received is worse than ours, and received from elsewhere worse than from the destination. */
  private Origin worse(Origin one, Origin other) {
    var tlp = one.tlp().strictest(other.tlp());
    return new Origin(rank(one) >= rank(other) ? one.source() : other.source(), tlp);
  }

  private int rank(Origin candidate) {
    return candidate.source().map(state -> state.equals(destination.state()) ? 1 : 2).orElse(0);
  }
}
