package org.bouclier.node.database;

/**
 * The node's own PostgreSQL has ended and cannot be brought back: whoever runs the node must end
 * it.
 *
 * @param reason why, with the remedy in French and English
 */
public record DatabaseLost(DatabaseUnavailableException reason) {}
