package org.bouclier.node.intelligence;

/**
 * A statement that ties two objects: a relationship object, or a reference inside of one.
 *
 * @param source identifier of the first
 * @param kind the relationship's type, or the property that refers, as in {@code object_refs}
 * @param target identifier of the second, maybe unknown here
 */
record Link(String source, String kind, String target) {}
