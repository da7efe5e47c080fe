package org.bouclier.node.intelligence;

/** How many values a reason holds back. */
public record HeldCount(String reason, String list, long values) {}
