package org.bouclier.node.accounts;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Names of constants, as programs send them. */
final class Names {

  private static final int MAX_SHOWN = 50;

  private Names() {}

  static <E extends Enum<E>> Optional<E> find(Class<E> type, @Nullable String name) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> constant.name().equals(name))
        .findFirst();
  }

  /** The start of a name that is not one of ours, fit to be told back. */
  static String shown(@Nullable String name) {
    String text = String.valueOf(name).replaceAll("\\p{Cntrl}", " ");
    return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…";
  }
}
