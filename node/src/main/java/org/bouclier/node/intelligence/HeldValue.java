package org.bouclier.node.intelligence;

/** A value in force that stands in no block list. */
public record HeldValue(String kind, String value, String stixId, String list, String reason) {}
