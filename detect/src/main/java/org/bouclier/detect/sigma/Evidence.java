package org.bouclier.detect.sigma;

/**
 * A field that helped to satisfy a rule.
 *
 * @param field its name as the rule writes it; empty for a keyword, which may stand anywhere
 * @param value the event's value, or the beginning of a long one
 */
public record Evidence(String field, String value) {}
