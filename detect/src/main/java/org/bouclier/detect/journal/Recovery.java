package org.bouclier.detect.journal;

/**
 * What was found when a journal was opened.
 *
 * @param segments files present
 * @param cutBytes bytes of unfinished, never acknowledged records cut off the last file
 */
public record Recovery(int segments, long cutBytes) {}
