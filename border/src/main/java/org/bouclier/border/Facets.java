package org.bouclier.border;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
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

  /** Who has an attribute in the language of policies. */
  enum Holder {
    /** To whom it goes. */
    PRINCIPAL("principal"),
    /** What goes. */
    RESOURCE("resource"),
    /** How. */
    CONTEXT("context");

    private final String variable;

    Holder(String variable) {
      this.variable = variable;
    }

    /** The variable of Cedar. */
    String variable() {
      return variable;
    }
  }

  /** The attributes, in the order in which texts name them. */
  enum Attribute {
    FORM(Holder.CONTEXT, "forme", "Forme", "forme", Form.class),
    MATTER(Holder.RESOURCE, "matiere", "Matiere", "matière", Matter.class),
    TLP(Holder.RESOURCE, "tlp", "Tlp", "TLP", Tlp.class),
    PAP(Holder.RESOURCE, "pap", "Pap", "PAP", Pap.class),
    DATA(Holder.RESOURCE, "donnees", "Donnees", "données", DataClass.class),
    RELAY(Holder.RESOURCE, "provenance", "Provenance", "provenance", Relay.class),
    MARKING(Holder.RESOURCE, "niveau", "Niveau", "niveau", Marking.class),
    AUDIENCE(Holder.PRINCIPAL, "public", "Public", "public visé", Audience.class),
    TERRITORY(Holder.PRINCIPAL, "territoire", "Territoire", "territoire", Territory.class),
    PURPOSE(Holder.CONTEXT, "finalite", "Finalite", "finalité", Purpose.class),
    AUTHORISATION(
        Holder.CONTEXT, "autorisation", "Autorisation", "autorisation", Authorisation.class);

    private final Holder holder;
    private final String name;
    private final String type;
    private final String label;
    private final Class<? extends Enum<?>> values;

    Attribute(
        Holder holder, String name, String type, String label, Class<? extends Enum<?>> values) {
      this.holder = holder;
      this.name = name;
      this.type = type;
      this.label = label;
      this.values = values;
    }

    /** Who has it in the language of policies. */
    Holder holder() {
      return holder;
    }

    /** Its name in the language of policies. */
    String cedarName() {
      return name;
    }

    /** The type of its values in the language of policies. */
    String cedarType() {
      return type;
    }

    /** For people, in French. */
    String label() {
      return label;
    }

    /** Its values. */
    List<Enum<?>> range() {
      return Arrays.asList(values.getEnumConstants());
    }

    /** The bits of all its values. */
    long mask() {
      long mask = 0;
      for (var value : range()) {
        mask |= bit(value);
      }
      return mask;
    }

    /** Each state that a request can have of it: one value; for data classes, any set of them. */
    long[] states() {
      if (this != DATA) {
        return range().stream().mapToLong(Facets::bit).toArray();
      }
      int shift = Long.numberOfTrailingZeros(mask());
      var states = new long[1 << range().size()];
      for (int i = 0; i < states.length; i++) {
        states[i] = (long) i << shift;
      }
      return states;
    }
  }

  /** Whose object it is, seen from where it goes. */
  enum Relay {
    /** Ours. */
    OURS("de cet État"),
    /** Goes back to the state it came from. */
    RETURNED("rendu à sa source"),
    /** Goes on to another. */
    ONWARD("relayé");

    private final String label;

    Relay(String label) {
      this.label = label;
    }
  }

  /** Whether somebody who is not the source lowered its level. */
  enum Marking {
    KEPT("gardé"),
    LOWERED("abaissé");

    private final String label;

    Marking(String label) {
      this.label = label;
    }
  }

  /** Whether our authority allowed the transfer. */
  enum Authorisation {
    NONE("aucune"),
    GRANTED("accordée");

    private final String label;

    Authorisation(String label) {
      this.label = label;
    }
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

  /** The word of a value: as people read it on pages, and as policies write it. */
  static String word(Enum<?> value) {
    return switch (value) {
      case Form form -> form.label();
      case Matter matter -> matter.label();
      case Tlp tlp -> tlp.label().substring("TLP:".length());
      case Pap pap -> pap.label().substring("PAP:".length());
      case DataClass dataClass -> dataClass.label();
      case Relay relay -> relay.label;
      case Marking marking -> marking.label;
      case Audience audience -> audience.label();
      case Territory territory -> territory.label();
      case Purpose purpose -> purpose.label();
      case Authorisation authorisation -> authorisation.label;
      default -> throw new IllegalArgumentException("no attribute has the value " + value);
    };
  }

  /** The words of the values of an attribute whose bits are set. */
  static List<String> words(long facets, Attribute attribute) {
    var words = new ArrayList<String>();
    for (var value : attribute.range()) {
      if ((facets & bit(value)) != 0) {
        words.add(word(value));
      }
    }
    return words;
  }

  /** Every combination of the states of some attributes; the others have no bit. */
  static long[] combinations(List<Attribute> attributes) {
    long[] combinations = {0};
    for (var attribute : attributes) {
      var states = attribute.states();
      var more = new long[combinations.length * states.length];
      for (int i = 0; i < more.length; i++) {
        more[i] = combinations[i / states.length] | states[i % states.length];
      }
      combinations = more;
    }
    return combinations;
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
      for (var value : attribute.range()) {
        bits.put(value, 1L << bits.size());
      }
    }
    if (bits.size() > Long.SIZE) {
      throw new IllegalStateException("more values than bits: " + bits.size());
    }
    return bits;
  }
}
