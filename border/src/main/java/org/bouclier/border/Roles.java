package org.bouclier.border;

import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.bouclier.stix.ComparisonExpression;
import org.bouclier.stix.ComparisonExpression.PropertyTest;
import org.bouclier.stix.ObservationExpression;
import org.bouclier.stix.PatternLiteral;
import org.bouclier.stix.StixId;
import org.bouclier.stix.StixKind;
import org.bouclier.stix.StixObject;
import org.bouclier.stix.StixPattern;
import org.bouclier.stix.StixPatternException;

/**
 * Who is who among some objects: which observables are an attacker's means, which were seen on the
 * side of the victims. The same address is kept in one role and hidden in the other.
 *
 * <p>An attacker's: what an indicator's pattern asks for, and what infrastructure, malware or
 * another object of that side points at. Observed: what observed data and network traffic hold.
 * What is in both roles is an attacker's, for that is why it was observed.
 *
 * <p>Immutable and thread-safe.
 */
public final class Roles {

  private static final Set<String> ATTACKER_TYPES =
      Set.of(
          "attack-pattern",
          "campaign",
          "indicator",
          "infrastructure",
          "intrusion-set",
          "malware",
          "malware-analysis",
          "threat-actor",
          "tool");

  private final Set<StixId> attackerIds;
  private final Set<String> attackerValues;
  private final Set<StixId> observedIds;

  private Roles(Set<StixId> attackerIds, Set<String> attackerValues, Set<StixId> observedIds) {
    this.attackerIds = Set.copyOf(attackerIds);
    this.attackerValues = Set.copyOf(attackerValues);
    this.observedIds = Set.copyOf(observedIds);
  }

  /** Nothing is known: everything is minimised as if it were a victim's. */
  public static Roles unknown() {
    return new Roles(Set.of(), Set.of(), Set.of());
  }

  /** Reads the roles from objects that are known together: a bundle, or a case. */
  public static Roles of(Collection<StixObject> objects) {
    var attackerIds = new HashSet<StixId>();
    var attackerValues = new HashSet<String>();
    var observedIds = new HashSet<StixId>();
    for (var object : objects) {
      switch (object.type()) {
        case "indicator" -> {
          if (!object.revoked()) {
            addValues(object, attackerValues);
          }
        }
        case "observed-data", "network-traffic" -> observedIds.addAll(object.references());
        case "relationship" -> {
          var source = object.text("source_ref").filter(StixId::isValid).map(StixId::parse);
          if (source.filter(id -> ATTACKER_TYPES.contains(id.type())).isPresent()) {
            object
                .text("target_ref")
                .filter(StixId::isValid)
                .map(StixId::parse)
                .filter(id -> StixKind.of(id.type()) == StixKind.OBSERVABLE)
                .ifPresent(attackerIds::add);
          }
        }
        case "malware" ->
            object.texts("sample_refs").stream()
                .filter(StixId::isValid)
                .map(StixId::parse)
                .forEach(attackerIds::add);
        default -> {}
      }
    }
    for (var object : objects) {
      var value = object.text("value").map(Roles::normal);
      if (object.kind() == StixKind.OBSERVABLE) {
        if (attackerIds.contains(object.id())) {
          value.ifPresent(attackerValues::add);
        } else if (value.filter(attackerValues::contains).isPresent()) {
          attackerIds.add(object.id());
        }
      }
    }
    return new Roles(attackerIds, attackerValues, observedIds);
  }

  /** Whether the object is one of an attacker's means. */
  public boolean isAttackers(StixId id) {
    return attackerIds.contains(id);
  }

  /** Whether the value is one of an attacker's means: itself, or an address in a domain of his. */
  public boolean isAttackers(String value) {
    var normal = normal(value);
    int at = normal.lastIndexOf('@');
    return attackerValues.contains(normal)
        || (at >= 0 && isAttackersHost(normal.substring(at + 1)));
  }

  /** Whether the host, or a domain above it, is one of an attacker's means. */
  public boolean isAttackersHost(String host) {
    var normal = normal(host);
    for (int from = 0; from >= 0; from = next(normal, from)) {
      if (attackerValues.contains(normal.substring(from))) {
        return true;
      }
    }
    return false;
  }

  private static int next(String host, int from) {
    int dot = host.indexOf('.', from);
    return dot < 0 ? -1 : dot + 1;
  }

  /** Whether the object was seen on the side of the victims, and is not an attacker's. */
  public boolean isObserved(StixId id) {
    return observedIds.contains(id) && !isAttackers(id);
  }

  private static String normal(String value) {
    return value.strip().toLowerCase(Locale.ROOT);
  }

  private static void addValues(StixObject indicator, Set<String> values) {
    var pattern = indicator.text("pattern");
    if (pattern.isEmpty() || !indicator.text("pattern_type").orElse("").equals("stix")) {
      return;
    }
    try {
      observation(StixPattern.parse(pattern.get()).root(), values);
    } catch (StixPatternException unreadable) {
      // It names nobody that could be recognised: its values are minimised like any other.
      return;
    }
  }

  private static void observation(ObservationExpression expression, Set<String> values) {
    switch (expression) {
      case ObservationExpression.Observed(var comparison) -> comparison(comparison, values);
      case ObservationExpression.And(var operands) -> operands.forEach(o -> observation(o, values));
      case ObservationExpression.Or(var operands) -> operands.forEach(o -> observation(o, values));
      case ObservationExpression.FollowedBy(var operands) ->
          operands.forEach(o -> observation(o, values));
      case ObservationExpression.Within(var inner, var seconds) -> observation(inner, values);
      case ObservationExpression.Repeats(var inner, var times) -> observation(inner, values);
      case ObservationExpression.StartStop(var inner, var start, var stop) ->
          observation(inner, values);
    }
  }

  private static void comparison(ComparisonExpression expression, Set<String> values) {
    switch (expression) {
      case ComparisonExpression.And(var operands) -> operands.forEach(o -> comparison(o, values));
      case ComparisonExpression.Or(var operands) -> operands.forEach(o -> comparison(o, values));
      case ComparisonExpression.Exists exists -> {}
      case PropertyTest test -> {
        boolean asksFor =
            !test.negated()
                && (test.operator() == ComparisonExpression.Operator.EQUAL
                    || test.operator() == ComparisonExpression.Operator.IN);
        for (var literal : test.literals()) {
          if (asksFor && literal instanceof PatternLiteral.Text(var value) && value.length() > 3) {
            values.add(normal(value));
          }
        }
      }
    }
  }
}
