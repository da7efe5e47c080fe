package org.bouclier.node.response;

import java.time.Instant;

/**
 * One line of an incident's timeline, written once.
 *
 * @param position from 1, without gap
 * @param at when it was written
 * @param author the login of a person, the name of a token, or the node itself
 * @param entry what it adds
 */
public record Contribution(int position, Instant at, String author, Entry entry) {}
