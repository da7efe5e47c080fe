package org.bouclier.node.intelligence;

/** Something said between two objects; names are empty for those unknown here. */
public record RelationLine(
    String kind,
    String sourceId,
    String sourceName,
    String sourceType,
    String targetId,
    String targetName,
    String targetType) {}
