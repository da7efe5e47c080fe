package org.bouclier.detect.sigma;

/**
 * The text of one or more rules, in YAML.
 *
 * @param file where it comes from: shown in refusals and matches
 * @param text the YAML, documents separated by {@code ---}
 */
public record RuleText(String file, String text) {}
