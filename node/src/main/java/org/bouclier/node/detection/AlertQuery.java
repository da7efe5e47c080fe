package org.bouclier.node.detection;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bouclier.node.web.Cursor;
import org.bouclier.node.web.ListUrl;
import org.bouclier.node.web.Severity;
import org.jspecify.annotations.Nullable;

/**
 * The filter of the alert list as it stands in an address: what is typed in a form, shared in a
 * link, carried to the next page. An unknown word means "all".
 */
public record AlertQuery(
    String gravite, String statut, String espece, String source, String q, String periode) {

  /** Statuses of alerts that wait for somebody: what the list shows first. */
  static final Set<AlertStatus> WAITING = Set.of(AlertStatus.NEW, AlertStatus.HANDLED);

  private static final Map<String, Duration> PERIODS = new LinkedHashMap<>();

  static {
    PERIODS.put("1h", Duration.ofHours(1));
    PERIODS.put("24h", Duration.ofHours(24));
    PERIODS.put("7j", Duration.ofDays(7));
    PERIODS.put("30j", Duration.ofDays(30));
  }

  /** The periods of the form: code, length. */
  public static Map<String, Duration> periods() {
    return Map.copyOf(PERIODS);
  }

  /** Their codes, shortest first. */
  public static Iterable<String> periodCodes() {
    return PERIODS.keySet();
  }

  AlertFilter filter(Clock clock, @Nullable Cursor after) {
    Duration period = PERIODS.get(periode);
    Instant since = period == null ? null : clock.instant().minus(period);
    return new AlertFilter(
        named(Severity.values(), gravite).orElse(Severity.INFORMATIONAL),
        statuses(),
        named(AlertKind.values(), espece).orElse(null),
        source,
        q.strip(),
        since,
        null,
        after);
  }

  private Set<AlertStatus> statuses() {
    if (statut.equals("TOUS")) {
      return Set.of(AlertStatus.values());
    }
    return named(AlertStatus.values(), statut).map(Set::of).orElse(WAITING);
  }

  /** Whether nothing was asked for. */
  public boolean isEmpty() {
    return parameters().isEmpty();
  }

  /** The address of a list with this filter. */
  public String href(String path) {
    return href(path, Map.of());
  }

  String href(String path, Map<String, String> more) {
    var all = new LinkedHashMap<>(parameters());
    all.putAll(more);
    return new ListUrl(path, all).toString();
  }

  /** The fields that say something, for an address or for hidden fields. */
  public Map<String, String> parameters() {
    var parameters = new LinkedHashMap<String, String>();
    parameters.put("gravite", gravite);
    parameters.put("statut", statut);
    parameters.put("espece", espece);
    parameters.put("source", source);
    parameters.put("q", q);
    parameters.put("periode", periode);
    parameters.values().removeIf(String::isBlank);
    return parameters;
  }

  private static <E extends Enum<E>> Optional<E> named(E[] values, String name) {
    return Arrays.stream(values).filter(value -> value.name().equals(name)).findFirst();
  }
}
