package org.bouclier.stix;

import java.util.regex.Pattern;
import org.bouclier.stix.StixProblem.Code;
import tools.jackson.databind.JsonNode;

/**
 * Names that the specification does not know (STIX 2.1, sections 3.1 and 11): allowed, advised
 * against, and if they must be, then with the name of their source.
 */
final class CustomNames {

  private static final Pattern SOURCED = Pattern.compile("x_[a-z0-9]+_[a-z0-9_]+");
  private static final Pattern SOURCED_TYPE = Pattern.compile("x-[a-z0-9]+-[a-z0-9-]+");

  private CustomNames() {}

  static void property(String name, JsonNode value, String path, Findings findings) {
    if (!Forms.isPropertyName(name)) {
      findings.add(path, Code.VALUE, "nom de propriété mal formé");
    }
    findings.add(path, Code.CUSTOM_PROPERTY, "propriété hors norme, sans extension");
    if (!SOURCED.matcher(name).matches()) {
      findings.add(path, Code.CUSTOM_PREFIX, "« x_<source>_<nom> » est conseillé");
    }
    if (!name.startsWith("x_")) {
      findings.add(path, Code.CUSTOM_NAME, "le préfixe « x_ » est conseillé");
    }
    value.forEachEntry((key, item) -> {
      if (!Forms.isDictionaryKey(key)) {
        findings.add(path + "." + key, Code.VALUE, "clé de dictionnaire mal formée");
      } else if (key.chars().anyMatch(Character::isUpperCase)) {
        findings.add(path + "." + key, Code.FORMAT, "une clé en minuscules est conseillée");
      }
    });
  }

  static void type(String name, String path, Findings findings) {
    if (!SOURCED_TYPE.matcher(name).matches()) {
      findings.add(path, Code.CUSTOM_PREFIX, "« x-<source>-<nom> » est conseillé");
    }
    if (!name.startsWith("x-")) {
      findings.add(path, Code.CUSTOM_NAME, "le préfixe « x- » est conseillé");
    }
  }

  static void extension(String name, String path, Findings findings) {
    findings.add(path, Code.CUSTOM_PROPERTY, "extension hors norme, sans définition");
    if (!SOURCED_TYPE.matcher(name.replaceFirst("-ext$", "")).matches()) {
      findings.add(path, Code.CUSTOM_PREFIX, "« x-<source>-<nom>-ext » est conseillé");
    }
    if (!name.startsWith("x-") || !name.endsWith("-ext")) {
      findings.add(path, Code.CUSTOM_NAME, "« x-<nom>-ext » est conseillé");
    }
  }
}
