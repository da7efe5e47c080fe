package org.bouclier.node.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The address of a list with its filters: those that say nothing do not stand in it. Immutable.
 *
 * @param path of the list
 * @param parameters in the order of the form
 */
public record ListUrl(String path, Map<String, String> parameters) {

  /** Copies the parameters, in their order. */
  public ListUrl {
    parameters = new LinkedHashMap<>(parameters);
    parameters.values().removeIf(String::isBlank);
  }

  /** A list without filter. */
  public static ListUrl of(String path) {
    return new ListUrl(path, Map.of());
  }

  /** The same with one more filter, or with another value for it; null or blank takes it away. */
  public ListUrl with(String name, @Nullable Object value) {
    var more = new LinkedHashMap<>(parameters);
    more.put(name, value == null ? "" : value.toString());
    return new ListUrl(path, more);
  }

  /** The address, encoded. */
  @Override
  public String toString() {
    String query =
        parameters.entrySet().stream()
            .map(one -> one.getKey() + "=" + URLEncoder.encode(one.getValue(), UTF_8))
            .collect(Collectors.joining("&"));
    return query.isEmpty() ? path : path + "?" + query;
  }
}
