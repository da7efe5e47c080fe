package org.bouclier.detect.sigma;

/**
 * What rules are compiled with, beside their texts.
 *
 * @param placeholders the lists of this site
 * @param mappings how events are told apart and named
 */
public record RuleSettings(Placeholders placeholders, FieldMappings mappings) {

  /** No lists, and the mappings that are shipped. */
  public static final RuleSettings DEFAULT =
      new RuleSettings(Placeholders.none(), FieldMappings.builtIn());

  /** These, with other lists. */
  public RuleSettings with(Placeholders lists) {
    return new RuleSettings(lists, mappings);
  }

  /** These, with other mappings. */
  public RuleSettings with(FieldMappings others) {
    return new RuleSettings(placeholders, others);
  }
}
