package org.bouclier.detect.sigma;

/**
 * What a document is known by.
 *
 * @param info what it says of itself
 * @param declaredId its {@code id}; empty if it has none
 * @param name its {@code name}, by which correlations may refer to it; empty if it has none
 */
record Document(RuleInfo info, String declaredId, String name) {

  boolean isCalled(String reference) {
    return !reference.isEmpty() && (reference.equals(declaredId) || reference.equals(name));
  }
}
