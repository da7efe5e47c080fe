package org.bouclier.node.intelligence;

/**
 * Somebody of this node has confirmed an indicator: it is in force here, and on its way to the
 * border for the peers. Published in the transaction of the decision.
 *
 * @param stixId of the indicator
 */
public record IndicatorConfirmed(String stixId) {}
