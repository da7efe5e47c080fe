package org.bouclier.node.detection;

/** Text from outside, as the database can hold it. */
final class StoredText {

  private StoredText() {}

  /** PostgreSQL refuses NUL, in text and in JSON: a replacement mark stands in its place. */
  static String clean(String text) {
    return text.replace('\0', '\uFFFD');
  }
}
