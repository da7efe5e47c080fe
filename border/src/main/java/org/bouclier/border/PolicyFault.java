package org.bouclier.border;

/**
 * Why a text is no policy.
 *
 * @param line where, from 1
 * @param message for people, in French, without a full stop
 */
public record PolicyFault(int line, String message) {}
