package org.bouclier.node.detection;

import java.util.List;

/**
 * An alert as its page shows it.
 *
 * @param row what a list shows of it
 * @param ruleAuthor who wrote the rule, which its licence asks to show; empty for an indicator
 * @param samples the first lines that matched
 */
public record Alert(AlertRow row, String ruleAuthor, List<Sample> samples) {}
