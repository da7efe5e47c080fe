package org.bouclier.node.intelligence;

/** A source in a filter. */
public record SourceName(int id, String name) {}
