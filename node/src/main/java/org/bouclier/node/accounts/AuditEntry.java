package org.bouclier.node.accounts;

import java.time.Instant;
import java.util.SortedMap;

/**
 * One administrative act as written in the register.
 *
 * @param id grows with time; the key by which pages are turned
 * @param actor who did it, as {@link Actor#label} said
 * @param detail what else is known of it, by name
 */
public record AuditEntry(
    long id,
    Instant at,
    String actor,
    String act,
    String object,
    SortedMap<String, String> detail) {}
