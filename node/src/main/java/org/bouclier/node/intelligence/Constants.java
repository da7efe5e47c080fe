package org.bouclier.node.intelligence;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.bouclier.detect.IndicatorKind;
import org.bouclier.stix.Tlp;

/** Constants as the API spells them: in lower case, with hyphens. */
final class Constants {

  private Constants() {}

  /** {@code CONFIRMED} becomes {@code confirmed}. */
  static String text(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** {@code confirmed} becomes {@code CONFIRMED}; a TLP may have its plus or its prefix. */
  static String of(String text) {
    return text.toUpperCase(Locale.ROOT)
        .replace("TLP:", "")
        .replace('-', '_')
        .replace('+', '_')
        .replace(' ', '_');
  }

  /** A kind of indicator as {@code domain}; a STIX type stays as it is. */
  static String kind(String text) {
    String name = of(text);
    boolean indicator =
        name.equals(Draft.PATTERN)
            || Arrays.stream(IndicatorKind.values()).anyMatch(kind -> kind.name().equals(name));
    return indicator ? name : text;
  }

  /** A TLP marking in any of its spellings. */
  static Optional<Tlp> tlp(String text) {
    String name = of(text.strip());
    for (Tlp tlp : Tlp.values()) {
      if (tlp.name().equals(name.equals("WHITE") ? "CLEAR" : name)) {
        return Optional.of(tlp);
      }
    }
    return Optional.empty();
  }
}
