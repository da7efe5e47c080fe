package org.bouclier.detect.sigma;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The lists that stand behind {@code %name%} in values under the modifier {@code expand}
 * (sigma-appendix-modifiers, "expand"): the servers, administrators, jump hosts of one site.
 *
 * <p>A value with a placeholder becomes one value for each element of its list, and with two
 * placeholders one for each pair. Elements are Sigma strings: wildcards count. {@code \%} is a
 * percent sign. A rule that names a list which is not here, or is empty, is refused: without its
 * list it would mean something else. Immutable.
 */
public final class Placeholders {

  private static final Pattern NAME = Pattern.compile("(?<!\\\\)%([\\w.-]+)%");
  private static final int MAX_VALUES = 20_000;

  private static final Placeholders NONE = new Placeholders(Map.of());

  private final Map<String, List<String>> lists;

  private Placeholders(Map<String, List<String>> lists) {
    this.lists = lists;
  }

  /** No lists: every rule with a placeholder is refused. */
  public static Placeholders none() {
    return NONE;
  }

  /**
   * Lists by name, without percent signs.
   *
   * @param lists such as {@code Servers} to {@code SRV-*}, {@code DC01}; copied
   */
  public static Placeholders of(Map<String, List<String>> lists) {
    Map<String, List<String>> copy = new LinkedHashMap<>();
    lists.forEach((name, values) -> copy.put(name, List.copyOf(values)));
    return new Placeholders(copy);
  }

  /** These lists; of two of the same name, the later one. */
  public static Placeholders of(Collection<PlaceholderList> lists) {
    Map<String, List<String>> byName = new LinkedHashMap<>();
    lists.forEach(list -> byName.put(list.name(), list.values()));
    return of(byName);
  }

  /**
   * The values that a value stands for; itself if it has no placeholder.
   *
   * @throws RuleFault if a list is absent or empty, or there are too many values
   */
  List<String> expand(String value) throws RuleFault {
    List<StringBuilder> texts = List.of(new StringBuilder());
    Matcher names = NAME.matcher(value);
    int from = 0;
    while (names.find()) {
      String between = value.substring(from, names.start());
      texts.forEach(text -> text.append(between));
      texts = product(texts, list(names.group(1)));
      from = names.end();
    }
    String rest = value.substring(from);
    return texts.stream().map(text -> text.append(rest).toString().replace("\\%", "%")).toList();
  }

  private List<String> list(String name) throws RuleFault {
    List<String> list = lists.get(name);
    if (list == null) {
      throw new RuleFault("expand", "aucune liste de valeurs n’est donnée pour %" + name + "%");
    }
    if (list.isEmpty()) {
      throw new RuleFault("expand", "la liste de valeurs de %" + name + "% est vide");
    }
    return list;
  }

  private static List<StringBuilder> product(List<StringBuilder> texts, List<String> list)
      throws RuleFault {
    if ((long) texts.size() * list.size() > MAX_VALUES) {
      throw new RuleFault("expand", "plus de " + MAX_VALUES + " valeurs");
    }
    List<StringBuilder> product = new ArrayList<>(texts.size() * list.size());
    for (StringBuilder text : texts) {
      for (String element : list) {
        product.add(new StringBuilder(text).append(element));
      }
    }
    return product;
  }
}
