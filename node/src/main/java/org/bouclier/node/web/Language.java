package org.bouclier.node.web;

import java.util.Locale;

/** A language the pages speak. French is the source; English is a translation of it. */
public enum Language {
  FRENCH("fr", "Français", Locale.FRENCH),
  ENGLISH("en", "English", Locale.ENGLISH);

  private final String code;
  private final String ownName;
  private final Locale locale;

  Language(String code, String ownName, Locale locale) {
    this.code = code;
    this.ownName = ownName;
    this.locale = locale;
  }

  /** The code of BCP 47, as in {@code fr}. */
  public String code() {
    return code;
  }

  /** The name of the language in itself. */
  public String ownName() {
    return ownName;
  }

  /** The locale that formats its numbers and dates. */
  public Locale locale() {
    return locale;
  }
}
