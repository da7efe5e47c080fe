package org.bouclier.detect.sigma;

/**
 * A rule that is not applied, and why: nothing is left out in silence.
 *
 * @param file the file, as named to {@link SigmaRules}
 * @param line line of the construct in the file, from 1
 * @param title the rule's title, or empty
 * @param construct what is refused, a stable word such as {@code expand}, {@code correlation},
 *     {@code yaml}, {@code condition}
 * @param message the reason, in French
 */
public record RuleRefusal(String file, int line, String title, String construct, String message) {}
