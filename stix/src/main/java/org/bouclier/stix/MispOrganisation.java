package org.bouclier.stix;

import java.util.UUID;

/**
 * Who made an event.
 *
 * @param uuid identifies it everywhere
 * @param name for people
 */
public record MispOrganisation(UUID uuid, String name) {}
