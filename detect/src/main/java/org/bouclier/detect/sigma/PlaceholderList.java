package org.bouclier.detect.sigma;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The values of one site that stand behind {@code %name%}; see {@link Placeholders}.
 *
 * @param name letters, digits, {@code _ . -}; at most 64
 * @param values Sigma strings: wildcards count; each once
 */
public record PlaceholderList(String name, List<String> values) {

  /** The names that SigmaHQ's rules use (sigma-appendix-modifiers, "expand"). */
  public static final List<String> STANDARD =
      List.of("Administrators", "JumpServers", "Workstations", "Servers", "DomainControllers");

  /** Most values of a list. */
  public static final int MAX_VALUES = 10_000;

  /** Longest value, in chars. */
  public static final int MAX_CHARS = 1_000;

  private static final Pattern NAME = Pattern.compile("[\\w.-]{1,64}");

  /**
   * @throws IllegalArgumentException if the name is none
   */
  public PlaceholderList {
    if (!isName(name)) {
      throw new IllegalArgumentException("not the name of a list: " + name);
    }
    values = List.copyOf(new LinkedHashSet<>(values));
  }

  /** Whether a text may name a list. */
  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /**
   * A line of a list that is no value.
   *
   * @param line counted from 1
   * @param message why, in French
   */
  public record Fault(int line, String message) {}

  /**
   * What was read.
   *
   * @param list the values that are good
   * @param faults the lines that are not, of which the first hundred are named
   */
  public record Reading(PlaceholderList list, List<Fault> faults) {}

  /**
   * Reads a list: one value a line, blanks around it left off; empty lines and those that begin by
   * {@code #} say nothing.
   *
   * @throws IllegalArgumentException if the name is none
   */
  public static Reading read(String name, String text) {
    List<String> values = new ArrayList<>();
    List<Fault> faults = new ArrayList<>();
    int line = 0;
    for (String raw : text.lines().toList()) {
      line++;
      String value = raw.strip();
      if (value.isEmpty() || value.startsWith("#")) {
        continue;
      }
      String fault = fault(value, values.size());
      if (fault.isEmpty()) {
        values.add(value);
      } else if (faults.size() < 100) {
        faults.add(new Fault(line, fault));
      }
    }
    return new Reading(new PlaceholderList(name, values), List.copyOf(faults));
  }

  private static String fault(String value, int known) {
    if (known == MAX_VALUES) {
      return "plus de " + MAX_VALUES + " valeurs";
    }
    if (value.length() > MAX_CHARS) {
      return "valeur de plus de " + MAX_CHARS + " caractères";
    }
    return value.chars().anyMatch(Character::isISOControl) ? "caractère de commande" : "";
  }
}
