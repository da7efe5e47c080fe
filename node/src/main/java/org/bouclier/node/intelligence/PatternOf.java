package org.bouclier.node.intelligence;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.bouclier.detect.Indicator;
import org.bouclier.detect.IndicatorKind;
import org.bouclier.detect.IndicatorReading;
import org.bouclier.detect.IndicatorText;
import org.bouclier.stix.Observable;
import org.bouclier.stix.Observables;
import org.bouclier.stix.StixPattern;
import org.bouclier.stix.StixPatternException;

/** Between STIX patterns and what the engine looks for. */
final class PatternOf {

  /** What an index of PostgreSQL can hold. */
  private static final int MAX_BYTES = 2_400;

  private PatternOf() {}

  /** The pattern of one value. */
  static String value(Indicator value) {
    String quoted = "'" + value.value().replace("\\", "\\\\").replace("'", "\\'") + "'";
    return switch (value.kind()) {
      case DOMAIN -> "[domain-name:value = " + quoted + "]";
      case IPV4 -> "[ipv4-addr:value = " + quoted + "]";
      case IPV6 -> "[ipv6-addr:value = " + quoted + "]";
      case CIDR ->
          "["
              + (value.value().indexOf(':') < 0 ? "ipv4-addr" : "ipv6-addr")
              + ":value ISSUBSET "
              + quoted
              + "]";
      case URL -> "[url:value = " + quoted + "]";
      case MD5 -> "[file:hashes.MD5 = " + quoted + "]";
      case SHA1 -> "[file:hashes.'SHA-1' = " + quoted + "]";
      case SHA256 -> "[file:hashes.'SHA-256' = " + quoted + "]";
      case SHA512 -> "[file:hashes.'SHA-512' = " + quoted + "]";
      case EMAIL -> "[email-addr:value = " + quoted + "]";
      case IP_PORT -> traffic(value.value());
      case HOST_PATH -> "[url:value = " + quoted + "]"; // without scheme: any
      case FILE_NAME -> "[file:name = " + quoted + "]";
      case JA3 -> "[network-traffic:x_ja3_hash = " + quoted + "]";
      case JA4 -> "[network-traffic:x_ja4 = " + quoted + "]";
      case USER_AGENT ->
          "[network-traffic:extensions.'http-request-ext'.request_header.'User-Agent' = "
              + quoted
              + "]";
    };
  }

  private static String traffic(String value) {
    int colon = value.lastIndexOf(':');
    String address =
        value.startsWith("[") ? value.substring(1, colon - 1) : value.substring(0, colon);
    return "[network-traffic:dst_ref.value = '"
        + address
        + "' AND network-traffic:dst_port = "
        + value.substring(colon + 1)
        + "]";
  }

  /**
   * What a pattern lists.
   *
   * @param values in normal form, each once
   * @param unwatched why there is none, in French; empty if there are some
   */
  record Reading(List<Indicator> values, String unwatched) {

    /** Copies the list. */
    Reading {
      values = List.copyOf(values);
    }
  }

  /**
   * Reads a pattern of STIX 2.1. A value that logs cannot hold is left out, and named if it is
   * alone.
   */
  static Reading read(String pattern) {
    Observables observables;
    try {
      observables = StixPattern.parse(pattern).observables();
    } catch (StixPatternException malformed) {
      return new Reading(List.of(), "motif illisible : " + malformed.getMessage());
    }
    return switch (observables) {
      case Observables.NotMatchable(var reason, var detail) ->
          new Reading(List.of(), "motif composé, non surveillé : " + detail);
      case Observables.Found(var found) -> listed(found);
    };
  }

  private static Reading listed(List<Observable> found) {
    var values = new LinkedHashSet<Indicator>();
    var refused = new ArrayList<String>();
    for (Observable observable : found) {
      switch (reading(observable)) {
        case IndicatorReading.Listed(var value) when isTooLong(value) ->
            refused.add("valeur de plus de " + MAX_BYTES + " octets");
        case IndicatorReading.Listed(var value) when suits(observable.kind(), value.kind()) ->
            values.add(value);
        case IndicatorReading.Listed listed ->
            refused.add("valeur d’une autre espèce que sa propriété");
        case IndicatorReading.Blank blank -> refused.add("valeur vide");
        case IndicatorReading.Refused(var reason, var text) -> refused.add(reason.french());
      }
    }
    return values.isEmpty()
        ? new Reading(List.of(), "non surveillé : " + String.join(" ; ", refused))
        : new Reading(List.copyOf(values), "");
  }

  private static IndicatorReading reading(Observable observable) {
    return switch (observable.kind()) {
      case FILE_NAME -> IndicatorText.read(IndicatorKind.FILE_NAME, observable.value());
      case USER_AGENT -> IndicatorText.read(IndicatorKind.USER_AGENT, observable.value());
      case JA3 -> IndicatorText.read(IndicatorKind.JA3, observable.value());
      case JA4 -> IndicatorText.read(IndicatorKind.JA4, observable.value());
      default -> IndicatorText.read(observable.value());
    };
  }

  private static boolean isTooLong(Indicator value) {
    return value.value().getBytes(StandardCharsets.UTF_8).length > MAX_BYTES;
  }

  private static boolean suits(Observable.Kind said, IndicatorKind read) {
    return switch (said) {
      case DOMAIN -> read == IndicatorKind.DOMAIN;
      case IPV4, IPV6 ->
          read == IndicatorKind.IPV4 || read == IndicatorKind.IPV6 || read == IndicatorKind.CIDR;
      case URL -> read == IndicatorKind.URL || read == IndicatorKind.HOST_PATH;
      case IP_PORT -> read == IndicatorKind.IP_PORT;
      case FILE_NAME -> read == IndicatorKind.FILE_NAME;
      case USER_AGENT -> read == IndicatorKind.USER_AGENT;
      case JA3 -> read == IndicatorKind.JA3;
      case JA4 -> read == IndicatorKind.JA4;
      case EMAIL -> read == IndicatorKind.EMAIL;
      case MD5 -> read == IndicatorKind.MD5;
      case SHA1 -> read == IndicatorKind.SHA1;
      case SHA256 -> read == IndicatorKind.SHA256;
      case SHA512 -> read == IndicatorKind.SHA512;
    };
  }
}
