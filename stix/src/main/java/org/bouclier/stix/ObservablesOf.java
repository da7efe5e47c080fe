package org.bouclier.stix;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.bouclier.stix.ComparisonExpression.Operator;
import org.bouclier.stix.ComparisonExpression.PropertyTest;
import org.bouclier.stix.Observable.Kind;
import org.bouclier.stix.Observables.NotMatchable;
import org.bouclier.stix.Observables.Reason;
import org.bouclier.stix.ObservationExpression.Observed;

/** Flattens a pattern into the list of its values, or says why it cannot be done. */
final class ObservablesOf {

  private final Set<Observable> found = new LinkedHashSet<>();

  private ObservablesOf() {}

  static Observables pattern(ObservationExpression root) {
    var flattening = new ObservablesOf();
    var obstacle = flattening.observation(root);
    return obstacle.isPresent()
        ? obstacle.get()
        : new Observables.Found(List.copyOf(flattening.found));
  }

  private Optional<NotMatchable> observation(ObservationExpression expression) {
    return switch (expression) {
      case Observed(var comparison) -> comparison(comparison);
      case ObservationExpression.Or(var operands) -> first(operands, this::observation);
      case ObservationExpression.And and -> not(Reason.CONJUNCTION, "AND entre observations");
      case ObservationExpression.FollowedBy ordered -> not(Reason.QUALIFIER, "FOLLOWEDBY");
      case ObservationExpression.Within within -> not(Reason.QUALIFIER, "WITHIN");
      case ObservationExpression.Repeats(var inner, var times) ->
          times == 1 ? observation(inner) : not(Reason.QUALIFIER, "REPEATS");
      case ObservationExpression.StartStop span -> not(Reason.QUALIFIER, "START STOP");
    };
  }

  private Optional<NotMatchable> comparison(ComparisonExpression expression) {
    return switch (expression) {
      case ComparisonExpression.Or(var operands) -> first(operands, this::comparison);
      case ComparisonExpression.And and -> addressAndPort(and.operands());
      case ComparisonExpression.Exists(var path) -> not(Reason.OPERATOR, "EXISTS " + path);
      case PropertyTest test -> test(test);
    };
  }

  /** An address and its port are one value; any other conjunction is more than a list. */
  private Optional<NotMatchable> addressAndPort(List<ComparisonExpression> operands) {
    String address = "";
    String addressSide = "";
    String port = "";
    String portSide = "";
    for (var operand : operands) {
      if (operand instanceof PropertyTest test
          && !test.negated()
          && test.operator() == Operator.EQUAL
          && test.literals().size() == 1) {
        String path = test.path().toString();
        String text =
            test.literals().getFirst() instanceof PatternLiteral.Text(var value)
                ? value
                : test.literals().getFirst().text();
        if (path.matches("network-traffic:(src|dst)_ref[.]value")) {
          addressSide = path.substring(16, 19);
          address = text;
        } else if (path.matches("network-traffic:(src|dst)_port")) {
          portSide = path.substring(16, 19);
          port = text;
        }
      }
    }
    boolean isPair = operands.size() == 2 && !port.isEmpty() && addressSide.equals(portSide);
    if (!isPair || !port.matches("[0-9]{1,5}")) {
      return not(Reason.CONJUNCTION, "AND dans une observation");
    }
    if (Network.isIpv4(address) && address.indexOf('/') < 0) {
      found.add(new Observable(Kind.IP_PORT, address + ":" + port));
      return Optional.empty();
    }
    if (Network.isIpv6(address) && address.indexOf('/') < 0) {
      found.add(new Observable(Kind.IP_PORT, "[" + address + "]:" + port));
      return Optional.empty();
    }
    return not(Reason.CONJUNCTION, "AND dans une observation");
  }

  private static <T> Optional<NotMatchable> first(
      List<T> operands, Function<T, Optional<NotMatchable>> each) {
    for (var operand : operands) {
      var obstacle = each.apply(operand);
      if (obstacle.isPresent()) {
        return obstacle;
      }
    }
    return Optional.empty();
  }

  private Optional<NotMatchable> test(PropertyTest test) {
    var kind = kind(test.path());
    if (kind.isEmpty()) {
      return not(Reason.PROPERTY, test.path().toString());
    }
    boolean network = kind.get() == Kind.IPV4 || kind.get() == Kind.IPV6;
    boolean listable =
        !test.negated()
            && (test.operator() == Operator.EQUAL
                || test.operator() == Operator.IN
                || (network && test.operator() == Operator.SUBSET));
    if (!listable || test.literals().isEmpty()) {
      return not(Reason.OPERATOR, (test.negated() ? "NOT " : "") + test.operator().text());
    }
    for (var literal : test.literals()) {
      if (!(literal instanceof PatternLiteral.Text(var value)) || !fits(kind.get(), value)) {
        return not(Reason.VALUE, test.path() + " : " + Excerpt.of(literal.text()));
      }
      found.add(new Observable(kind.get(), isHash(kind.get()) ? lower(value) : value));
    }
    return Optional.empty();
  }

  private static Optional<NotMatchable> not(Reason reason, String detail) {
    return Optional.of(new NotMatchable(reason, detail));
  }

  private static Optional<Kind> kind(ObjectPath path) {
    var names =
        path.steps().stream()
            .map(step -> step instanceof ObjectPath.Key key ? key.name() : "*")
            .toList();
    if (path.type().equals("file") && names.size() == 2 && names.getFirst().equals("hashes")) {
      return hash(names.getLast());
    }
    if (path.type().equals("file") && names.equals(List.of("name"))) {
      return Optional.of(Kind.FILE_NAME);
    }
    if (path.type().equals("network-traffic")) {
      return traffic(names);
    }
    if (!names.equals(List.of("value"))) {
      return Optional.empty();
    }
    return switch (path.type()) {
      case "domain-name" -> Optional.of(Kind.DOMAIN);
      case "ipv4-addr" -> Optional.of(Kind.IPV4);
      case "ipv6-addr" -> Optional.of(Kind.IPV6);
      case "url" -> Optional.of(Kind.URL);
      case "email-addr" -> Optional.of(Kind.EMAIL);
      default -> Optional.empty();
    };
  }

  private static Optional<Kind> traffic(List<String> names) {
    return switch (String.join(".", names)) {
      case "extensions.http-request-ext.request_header.User-Agent" -> Optional.of(Kind.USER_AGENT);
      case "x_ja3_hash" -> Optional.of(Kind.JA3);
      case "x_ja4" -> Optional.of(Kind.JA4);
      default -> Optional.empty();
    };
  }

  /** Feeds spell the names of hashes in every way: {@code 'SHA-256'}, {@code sha256}. */
  private static Optional<Kind> hash(String name) {
    return switch (name.replace("-", "").toUpperCase(Locale.ROOT)) {
      case "MD5" -> Optional.of(Kind.MD5);
      case "SHA1" -> Optional.of(Kind.SHA1);
      case "SHA256" -> Optional.of(Kind.SHA256);
      case "SHA512" -> Optional.of(Kind.SHA512);
      default -> Optional.empty();
    };
  }

  private static boolean isHash(Kind kind) {
    return hashDigits(kind) > 0;
  }

  private static int hashDigits(Kind kind) {
    return switch (kind) {
      case MD5, JA3 -> 32;
      case SHA1 -> 40;
      case SHA256 -> 64;
      case SHA512 -> 128;
      case DOMAIN, IPV4, IPV6, URL, EMAIL, IP_PORT, FILE_NAME, USER_AGENT, JA4 -> 0;
    };
  }

  private static boolean fits(Kind kind, String value) {
    return switch (kind) {
      case IPV4 -> Network.isIpv4(value);
      case IPV6 -> Network.isIpv6(value);
      case DOMAIN -> !value.isEmpty() && value.length() <= 255 && !value.contains(" ");
      case URL -> value.contains("://") || value.matches("[^/?#\\s]+[.][^/?#\\s]+/\\S*");
      case IP_PORT -> true; // made here
      case FILE_NAME, USER_AGENT -> !value.isBlank();
      case JA4 -> value.matches("[a-z0-9]{10}_[0-9a-f]{12}_[0-9a-f]{12}");
      case EMAIL -> value.indexOf('@') > 0;
      case MD5, SHA1, SHA256, SHA512, JA3 ->
          value.length() == hashDigits(kind) && value.chars().allMatch(ObservablesOf::isHex);
    };
  }

  private static boolean isHex(int c) {
    return Character.digit(c, 16) >= 0 && c < 128;
  }

  private static String lower(String value) {
    return value.toLowerCase(Locale.ROOT);
  }
}
