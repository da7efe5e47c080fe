package org.bouclier.node.detection;

import java.util.List;

/**
 * A list that rules ask for, as its page shows it.
 *
 * @param values none if it was not filled
 * @param waiting how many rules are refused for the lack of it
 */
public record ExpandListLine(String name, List<String> values, long waiting) {}
