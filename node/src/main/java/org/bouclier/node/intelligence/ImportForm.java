package org.bouclier.node.intelligence;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What an imported file is written in. */
public enum ImportForm {
  /** A STIX 2.1 bundle, JSON. */
  STIX("Paquet STIX 2.1 (JSON)"),
  /** A MISP event (JSON), or a feed: a tar or zip archive of manifest.json and events. */
  MISP("Événement MISP (JSON), ou flux MISP (archive tar ou zip)"),
  /** A table with a heading line. */
  CSV("Tableau CSV"),
  /** One indicator a line. */
  LIST("Liste, un indicateur par ligne");

  private final String label;

  ImportForm(String label) {
    this.label = label;
  }

  /** The French words; pages pass them through {@code Page.say}. */
  public String label() {
    return label;
  }

  /** Its name in the API, as in {@code stix}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The form of that name in the API. */
  public static Optional<ImportForm> of(String code) {
    return Arrays.stream(values()).filter(form -> form.code().equals(code)).findFirst();
  }
}
