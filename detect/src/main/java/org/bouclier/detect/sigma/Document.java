package org.bouclier.detect.sigma;

/**
 * What a document is known by.
 *
 * @param info what it says of itself
 * @param declaredId its {@code id}; empty if it has none
 * @param name its {@code name}, by which correlations may refer to it; empty if it has none
 */
record Document(RuleInfo info, String declaredId, String name) {

  /**
   * What it is known by from one version of the rules to the next, wherever it moved in its file.
   */
  String identity() {
    return !declaredId.isEmpty()
        ? declaredId
        : !name.isEmpty() ? name : info.file() + " " + info.title();
  }

  boolean isCalled(String reference) {
    return !reference.isEmpty() && (reference.equals(declaredId) || reference.equals(name));
  }
}
