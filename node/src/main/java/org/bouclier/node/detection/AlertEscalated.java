package org.bouclier.node.detection;

/**
 * A person asked for an incident about an alert. Published in the transaction that marked the alert
 * as handled, and heard in it.
 *
 * @param alert the alert as it stands
 * @param author who asked
 */
public record AlertEscalated(AlertRaised alert, String author) {}
