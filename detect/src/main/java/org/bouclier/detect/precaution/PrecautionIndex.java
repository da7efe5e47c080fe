package org.bouclier.detect.precaution;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bouclier.detect.Indicator;
import org.bouclier.detect.IndicatorKind;
import org.bouclier.detect.IndicatorReading;
import org.bouclier.detect.IndicatorText;
import org.jspecify.annotations.Nullable;

/**
 * Every entry of the precaution lists in force, ready to be asked. Immutable.
 *
 * <p>A block list cuts more than what it names: a name with everything below it, a block with each
 * of its addresses. So an indicator is held back when what it would cut and what a list names have
 * anything in common:
 *
 * <pre>{@code
 * listed              holds back                        lets through
 * google.com          google.com, com... above it       evil.google.com       (STRING)
 * gouv.ml             gouv.ml, x.gouv.ml, ml            notgouv.ml            (HOSTNAME)
 * 8.8.8.0/24          8.8.8.8, 8.8.8.0/28, 8.8.0.0/16   8.8.9.1               (CIDR)
 * }</pre>
 *
 * <p>A URL is held back when its host is: whoever blocks by name would cut the host. One that a
 * list of names holds does not become harmless because it is compromised; it becomes somebody's to
 * repair.
 */
public final class PrecautionIndex {

  /** No list at all. */
  public static final PrecautionIndex EMPTY = new Builder().build();

  private final Map<String, Integer> exact;
  private final Map<String, Integer> covering;
  private final Map<String, Integer> parents;
  private final List<Part> parts;
  private final List<Range> ranges;
  private final BigInteger[] highest;

  private record Part(String text, int list) {}

  private record Range(AddressRange range, int list) {}

  private PrecautionIndex(Builder builder) {
    this.exact = Map.copyOf(builder.exact);
    this.covering = Map.copyOf(builder.covering);
    this.parents = Map.copyOf(builder.parents);
    this.parts = List.copyOf(builder.parts);
    this.ranges =
        builder.ranges.stream().sorted(Comparator.comparing(r -> r.range().first())).toList();
    this.highest = new BigInteger[ranges.size()];
    for (int i = 0; i < highest.length; i++) {
      var last = ranges.get(i).range().last();
      highest[i] = i == 0 ? last : last.max(highest[i - 1]);
    }
  }

  /** The number of the list that holds an indicator back; null if none does. */
  public @Nullable Integer find(Indicator indicator) {
    String value = indicator.value();
    return switch (indicator.kind()) {
      case DOMAIN -> name(value, true);
      case IPV4, IPV6, CIDR -> address(value);
      case URL -> host(value);
      case IP_PORT -> address(withoutPort(value));
      case HOST_PATH -> host("http://" + value);
      case MD5, SHA1, SHA256, SHA512, EMAIL, FILE_NAME, JA3, JA4, USER_AGENT -> exact.get(value);
    };
  }

  private static String withoutPort(String value) {
    int colon = value.lastIndexOf(':');
    return value.startsWith("[") ? value.substring(1, colon - 1) : value.substring(0, colon);
  }

  private @Nullable Integer name(String name, boolean cutsSubdomains) {
    var found = exact.get(name);
    if (found == null && cutsSubdomains) {
      found = parents.get(name);
    }
    for (int from = 0; found == null && from >= 0; from = next(name, from)) {
      found = covering.get(name.substring(from));
    }
    for (int i = 0; found == null && i < parts.size(); i++) {
      found = name.contains(parts.get(i).text()) ? (Integer) parts.get(i).list() : null;
    }
    return found;
  }

  private @Nullable Integer host(String url) {
    int start = url.indexOf("://") + 3;
    int end = start;
    boolean bracket = url.startsWith("[", start);
    while (end < url.length() && !stops(url.charAt(end), bracket)) {
      end++;
    }
    String host = bracket ? url.substring(start + 1, end) : url.substring(start, end);
    var byAddress = address(host);
    return byAddress == null ? name(host, false) : byAddress;
  }

  private static boolean stops(char c, boolean bracket) {
    return bracket ? c == ']' : c == '/' || c == ':' || c == '?' || c == '#';
  }

  private @Nullable Integer address(String text) {
    var asked = AddressRange.parse(text);
    if (asked.isEmpty() || ranges.isEmpty()) {
      return null;
    }
    int last = lastStartingBy(asked.get().last());
    // Going back, highest[i] tells when nothing before can reach this far.
    for (int i = last; i >= 0 && highest[i].compareTo(asked.get().first()) >= 0; i--) {
      if (ranges.get(i).range().last().compareTo(asked.get().first()) >= 0) {
        return ranges.get(i).list();
      }
    }
    return null;
  }

  private int lastStartingBy(BigInteger address) {
    int low = 0;
    int high = ranges.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ranges.get(middle).range().first().compareTo(address) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  private static int next(String name, int from) {
    int dot = name.indexOf('.', from);
    return dot < 0 ? -1 : dot + 1;
  }

  /** Collects the entries. When two lists hold the same thing, the first one added answers. */
  public static final class Builder {

    private final Map<String, Integer> exact = new HashMap<>();
    private final Map<String, Integer> covering = new HashMap<>();
    private final Map<String, Integer> parents = new HashMap<>();
    private final List<Part> parts = new ArrayList<>();
    private final List<Range> ranges = new ArrayList<>();

    /** No entry yet. */
    public Builder() {}

    /**
     * Adds one entry of one list; an entry that is nothing of its kind holds back nothing.
     *
     * @param list the number that {@link PrecautionIndex#find} answers
     */
    public Builder add(PrecautionKind kind, String entry, int list) {
      switch (kind) {
        case STRING, HOSTNAME -> {
          var range = AddressRange.parse(entry);
          if (range.isPresent()) {
            ranges.add(new Range(range.get(), list));
          } else {
            name(kind, entry, list);
          }
        }
        case SUBSTRING -> parts.add(new Part(entry.toLowerCase(Locale.ROOT), list));
        case CIDR ->
            AddressRange.parse(entry).ifPresent(range -> ranges.add(new Range(range, list)));
      }
      return this;
    }

    private void name(PrecautionKind kind, String entry, int list) {
      boolean dotted = entry.startsWith(".") || entry.startsWith("*.");
      String name = normalised(entry.substring(entry.startsWith("*.") ? 2 : dotted ? 1 : 0));
      if (kind == PrecautionKind.HOSTNAME || dotted) {
        covering.putIfAbsent(name, list);
      } else {
        exact.putIfAbsent(name, list);
      }
      for (int from = next(name, 0); from > 0; from = next(name, from)) {
        parents.putIfAbsent(name.substring(from), list);
      }
      parents.putIfAbsent(name, list);
    }

    private static String normalised(String entry) {
      return IndicatorText.read(entry) instanceof IndicatorReading.Listed(Indicator indicator)
              && indicator.kind() != IndicatorKind.URL
          ? indicator.value()
          : entry.toLowerCase(Locale.ROOT);
    }

    /** Makes the index. */
    public PrecautionIndex build() {
      return new PrecautionIndex(this);
    }
  }
}
