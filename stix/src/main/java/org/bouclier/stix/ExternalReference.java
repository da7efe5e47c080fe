package org.bouclier.stix;

import java.util.Optional;

/**
 * A pointer to something outside of STIX: a CVE, a report, a MISP event.
 *
 * <p>Source: STIX 2.1, section 2.5.
 *
 * @param sourceName what it points into, e.g. {@code cve}
 * @param externalId identifier there
 * @param url address
 * @param description free text
 */
public record ExternalReference(
    String sourceName,
    Optional<String> externalId,
    Optional<String> url,
    Optional<String> description) {}
