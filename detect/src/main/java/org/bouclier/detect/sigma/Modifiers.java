package org.bouclier.detect.sigma;

import java.util.ArrayList;
import java.util.List;
import org.bouclier.detect.sigma.ValueTest.Anchor;
import org.jspecify.annotations.Nullable;

/**
 * The modifiers of one item, in the order in which they are written (sigma-appendix-modifiers).
 * Those that change a string are kept as steps; the others say what kind of comparison it is.
 */
final class Modifiers {

  private final List<String> steps = new ArrayList<>();
  private boolean all;
  private boolean cased;
  private boolean exists;
  private boolean reference;
  private boolean differs;
  private boolean expand;
  private boolean regex;
  private boolean ignoreCase;
  private boolean multiLine;
  private boolean dotAll;
  private boolean cidr;
  private boolean before;
  private boolean after;
  private NumberTest.@Nullable Order order;
  private PartTest.@Nullable Unit part;

  private Modifiers() {}

  /**
   * Reads the parts of a key after the field's name.
   *
   * @throws RuleFault naming a modifier that is unknown, or out of place
   */
  static Modifiers parse(String[] key) throws RuleFault {
    var modifiers = new Modifiers();
    for (int i = 1; i < key.length; i++) {
      modifiers.add(key[i]);
    }
    modifiers.check();
    return modifiers;
  }

  private void add(String modifier) throws RuleFault {
    switch (modifier) {
      case "contains" -> {
        open(true, true);
        steps.add(modifier);
      }
      case "startswith" -> {
        open(false, true);
        steps.add(modifier);
      }
      case "endswith" -> {
        open(true, false);
        steps.add(modifier);
      }
      case "wide", "utf16le", "utf16be", "utf16", "base64", "base64offset", "windash" ->
          steps.add(modifier);
      case "all" -> all = true;
      case "cased" -> cased = true;
      case "exists" -> exists = true;
      case "fieldref" -> reference = true;
      case "neq" -> differs = true;
      case "re" -> regex = true;
      case "i", "ignorecase" -> ignoreCase = flag(modifier);
      case "m", "multiline" -> multiLine = flag(modifier);
      case "s", "dotall" -> dotAll = flag(modifier);
      case "cidr" -> cidr = true;
      case "lt" -> order = NumberTest.Order.LT;
      case "lte" -> order = NumberTest.Order.LTE;
      case "gt" -> order = NumberTest.Order.GT;
      case "gte" -> order = NumberTest.Order.GTE;
      case "expand" -> expand = true;
      case "" -> throw new RuleFault("modifier", "modificateur sans nom");
      default -> {
        part = PartTest.Unit.of(modifier);
        if (part == null) {
          throw new RuleFault(modifier, "modificateur inconnu : " + modifier);
        }
      }
    }
  }

  private void open(boolean atStart, boolean atEnd) {
    before |= atStart;
    after |= atEnd;
  }

  private boolean flag(String modifier) throws RuleFault {
    if (!regex) {
      throw new RuleFault(modifier, "« " + modifier + " » ne suit que « re »");
    }
    return true;
  }

  private void check() throws RuleFault {
    int kinds =
        (exists ? 1 : 0)
            + (regex ? 1 : 0)
            + (cidr ? 1 : 0)
            + (order != null ? 1 : 0)
            + (part != null ? 1 : 0)
            + (reference ? 1 : 0);
    boolean strings = !steps.isEmpty() && !steps.stream().allMatch(this::isAnchor);
    boolean clash =
        kinds > 1
            || (kinds == 1 && strings)
            || (kinds == 1 && !reference && (before || after))
            || (exists && (all || differs || cased))
            || (expand && (exists || reference || regex || part != null))
            || (cased && (regex || cidr || order != null));
    if (clash) {
      throw new RuleFault("modifier", "modificateurs qui ne vont pas ensemble");
    }
  }

  private boolean isAnchor(String step) {
    return step.equals("contains") || step.equals("startswith") || step.equals("endswith");
  }

  /**
   * Applies the steps to a string value; several variants are alternatives.
   *
   * @throws RuleFault if a step cannot be applied to it
   */
  List<SigmaString> apply(String text) throws RuleFault {
    List<SigmaString> variants = List.of(SigmaString.parse(text));
    for (String step : steps) {
      List<SigmaString> next = new ArrayList<>();
      for (SigmaString value : variants) {
        switch (step) {
          case "contains" -> next.add(value.open(true, true));
          case "startswith" -> next.add(value.open(false, true));
          case "endswith" -> next.add(value.open(true, false));
          case "wide", "utf16le" -> next.add(value.wide(true, false));
          case "utf16be" -> next.add(value.wide(false, false));
          case "utf16" -> next.add(value.wide(true, true));
          case "base64" -> next.add(value.base64());
          case "base64offset" -> next.addAll(value.base64Offsets());
          default -> next.add(value.withDashes());
        }
      }
      variants = next;
    }
    return variants;
  }

  boolean all() {
    return all;
  }

  boolean cased() {
    return cased;
  }

  boolean exists() {
    return exists;
  }

  boolean reference() {
    return reference;
  }

  boolean differs() {
    return differs;
  }

  /** Whether values hold placeholders. */
  boolean expand() {
    return expand;
  }

  boolean regex() {
    return regex;
  }

  boolean ignoreCase() {
    return ignoreCase;
  }

  boolean multiLine() {
    return multiLine;
  }

  boolean dotAll() {
    return dotAll;
  }

  boolean cidr() {
    return cidr;
  }

  NumberTest.@Nullable Order order() {
    return order;
  }

  PartTest.@Nullable Unit part() {
    return part;
  }

  /** Whether a value means something else than equality; {@code null} then means nothing. */
  boolean changesValues() {
    return !steps.isEmpty() || regex || cidr || order != null || part != null || cased;
  }

  /** Whether they may stand without a field's name. */
  boolean isKeyword() {
    return !exists
        && !reference
        && !differs
        && !expand
        && !regex
        && !cidr
        && order == null
        && part == null
        && steps.isEmpty();
  }

  /** For {@code fieldref}: where the other field's value must stand. */
  Anchor anchor() {
    return before ? after ? Anchor.INSIDE : Anchor.SUFFIX : after ? Anchor.PREFIX : Anchor.EXACT;
  }
}
