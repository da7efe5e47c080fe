package org.bouclier.node.intelligence;

/** One rendering of one version. */
public record Output(
    long version, OutputForm form, long entries, long sizeBytes, String sha256, String note) {}
