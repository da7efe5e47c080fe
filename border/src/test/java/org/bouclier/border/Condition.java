package org.bouclier.border;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bouclier.border.Facets.Attribute;

/**
 * When a rule applies: for each attribute it names, the values that fit. All of them must fit. An
 * attribute it does not name fits always.
 */
final class Condition {

  private static final Comparator<Enum<?>> BY_ORDINAL = Comparator.comparingInt(Enum::ordinal);
  private static final long DATA = Attribute.DATA.mask();

  private final Map<Attribute, List<Enum<?>>> accepted;

  /** Bits that a request may have; all those of an attribute that is not named. */
  private final long mask;

  private final boolean namesData;

  private Condition(Map<Attribute, List<Enum<?>>> accepted) {
    this.accepted = accepted;
    this.namesData = accepted.containsKey(Attribute.DATA);
    long bits = 0;
    for (var attribute : Attribute.values()) {
      var values = accepted.get(attribute);
      if (values == null) {
        bits |= attribute.mask();
      } else {
        for (var value : values) {
          bits |= Facets.bit(value);
        }
      }
    }
    this.mask = bits;
  }

  /** Fits everything. */
  static Condition always() {
    return new Condition(new EnumMap<>(Attribute.class));
  }

  /**
   * Also requires one of these values.
   *
   * @throws IllegalArgumentException if the attribute was named before, or does not have such
   *     values
   */
  Condition and(Attribute attribute, Enum<?>... values) {
    for (var value : values) {
      if ((Facets.bit(value) & attribute.mask()) == 0) {
        throw new IllegalArgumentException(value + " is no value of " + attribute);
      }
    }
    var next = new EnumMap<>(accepted);
    if (next.put(attribute, Stream.of(values).sorted(BY_ORDINAL).toList()) != null) {
      throw new IllegalArgumentException("attribute named twice: " + attribute);
    }
    return new Condition(next);
  }

  /**
   * Whether it applies. For data classes, one that fits is enough; for the others, which have one
   * value each, none may be outside.
   *
   * @param facets of a request, with those of a form
   */
  boolean fits(long facets) {
    return (facets & ~DATA & ~mask) == 0 && (!namesData || (facets & mask & DATA) != 0);
  }
}
