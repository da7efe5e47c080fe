package org.bouclier.border;

import java.util.HashMap;
import java.util.Map;
import org.bouclier.stix.Pap;
import org.bouclier.stix.Tlp;

/**
 * A request reduced to what rules can see: eleven attributes with few values each. The whole space
 * can be enumerated, so what a set of rules allows can be listed and not only tried.
 *
 * <p>Each value of each attribute is one bit of a long, 42 in all. A request has one bit for each
 * attribute, and any number for the data classes: a rule then fits or not in a few instructions,
 * and the search for the nearest change can afford to ask hundreds of times.
 */
final class Facets {

  /** The attributes, in the order in which texts name them. */
  enum Attribute {
    FORM("forme", Form.class),
    MATTER("matière", Matter.class),
    TLP("tlp", Tlp.class),
    PAP("pap", Pap.class),
    DATA("données", DataClass.class),
    RELAY("relais", Relay.class),
    MARKING("marquage", Marking.class),
    AUDIENCE("public", Audience.class),
    TERRITORY("territoire", Territory.class),
    PURPOSE("finalité", Purpose.class),
    AUTHORISATION("autorisation", Authorisation.class);

    private final String word;
    private final Class<? extends Enum<?>> type;

    Attribute(String word, Class<? extends Enum<?>> type) {
      this.word = word;
      this.type = type;
    }

    /** As texts name it. */
    String word() {
      return word;
    }

    /** The bits of all its values. */
    long mask() {
      long mask = 0;
      for (var value : type.getEnumConstants()) {
        mask |= bit(value);
      }
      return mask;
    }
  }

  /** Whose object it is, seen from where it goes. */
  enum Relay {
    /** Ours. */
    OURS,
    /** Goes back to the state it came from. */
    RETURNED,
    /** Goes on to another. */
    ONWARD
  }

  /** Whether somebody who is not the source lowered its level. */
  enum Marking {
    KEPT,
    LOWERED
  }

  /** Whether our authority allowed the transfer. */
  enum Authorisation {
    NONE,
    GRANTED
  }

  private static final Map<Enum<?>, Long> BITS = numbered();

  private Facets() {}

  /** The bit of one value of one attribute. */
  static long bit(Enum<?> value) {
    Long bit = BITS.get(value);
    if (bit == null) {
      throw new IllegalArgumentException("no attribute has the value " + value);
    }
    return bit;
  }

  /** The bits of a request, but for the form it is asked for. */
  static long of(Request request) {
    var source = request.origin().source();
    boolean back = source.isPresent() && source.get().equals(request.destination().state());
    var relay = source.isEmpty() ? Relay.OURS : back ? Relay.RETURNED : Relay.ONWARD;
    boolean lowered = relay != Relay.OURS && request.tlp().compareTo(request.origin().tlp()) < 0;
    long bits =
        bit(Matter.of(request.type()))
            | bit(request.tlp())
            | bit(request.pap())
            | bit(relay)
            | bit(lowered ? Marking.LOWERED : Marking.KEPT)
            | bit(request.destination().audience())
            | bit(request.destination().territory())
            | bit(request.purpose())
            | bit(request.authorised() ? Authorisation.GRANTED : Authorisation.NONE);
    for (var dataClass : request.dataClasses()) {
      bits |= bit(dataClass);
    }
    return bits;
  }

  private static Map<Enum<?>, Long> numbered() {
    Map<Enum<?>, Long> bits = new HashMap<>();
    for (var attribute : Attribute.values()) {
      for (var value : attribute.type.getEnumConstants()) {
        bits.put(value, 1L << bits.size());
      }
    }
    if (bits.size() > Long.SIZE) {
      throw new IllegalStateException("more values than bits: " + bits.size());
    }
    return bits;
  }
}
