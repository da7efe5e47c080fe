package org.bouclier.node.intelligence;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.bouclier.detect.Indicator;
import org.bouclier.detect.IndicatorKind;
import org.bouclier.detect.precaution.AddressRange;
import org.bouclier.node.web.Severity;
import org.bouclier.stix.Pap;
import org.bouclier.stix.Tlp;
import org.jspecify.annotations.Nullable;

/**
 * An object as it is about to be stored: the columns by which it is found, and its whole text.
 *
 * @param line of the input it came from, from 1; 0 if it came from no file
 * @param id its STIX identifier
 * @param type its STIX type
 * @param kind the kind of its first value, {@link #PATTERN}, or its type
 * @param name how lists call it, 1 to 300 chars
 * @param tlp its marking, or its source's when it has none
 * @param created of its first version; when it was received if it does not say
 * @param modified what tells its versions apart; {@link Instant#EPOCH} for a type without versions
 * @param revoked whether its author took it back
 * @param undated whether its times were given here, on reading: they then say nothing of its
 *     version
 * @param body canonical JSON
 * @param digest of {@code body}; of what its line says if {@code undated}
 * @param prose what is searched as French: name, description
 * @param terms what is searched letter by letter: labels of names, hashes, external identifiers
 * @param values what to look for in logs; empty if nothing
 * @param links what it says of other objects
 * @param seen what it counts, if it is a sighting
 * @param unwatched why an indicator lists no value, in French; empty otherwise
 */
record Draft(
    long line,
    String id,
    String type,
    String kind,
    String name,
    Tlp tlp,
    @Nullable Pap pap,
    Severity severity,
    @Nullable Integer confidence,
    Instant created,
    Instant modified,
    @Nullable Instant validFrom,
    @Nullable Instant validUntil,
    boolean revoked,
    boolean undated,
    String body,
    UUID digest,
    String prose,
    String terms,
    List<Indicator> values,
    List<Link> links,
    @Nullable Seen seen,
    String unwatched) {

  /**
   * What a sighting counts.
   *
   * @param of identifier of the object seen
   * @param count at least 1
   */
  record Seen(String of, Instant first, Instant last, long count) {}

  /** The kind of an indicator whose pattern is more than a list of values. */
  static final String PATTERN = "PATTERN";

  /** Copies the lists. */
  Draft {
    values = List.copyOf(values);
    links = List.copyOf(links);
  }

  /** Whether it is an indicator, and so has a status. */
  boolean isIndicator() {
    return type.equals("indicator");
  }

  /** Whether it names a block of addresses that holds more than one network ordinarily does. */
  boolean isWide() {
    return values.stream()
        .filter(value -> value.kind() == IndicatorKind.CIDR)
        .anyMatch(
            value -> AddressRange.parse(value.value()).map(AddressRange::isWide).orElse(true));
  }

  /** Whether its type has versions at all: observables and marking definitions have none. */
  boolean isVersioned() {
    return !modified.equals(Instant.EPOCH);
  }

  /** The same, under another marking. */
  Draft marked(Tlp marking) {
    return marking == tlp
        ? this
        : new Draft(
            line,
            id,
            type,
            kind,
            name,
            marking,
            pap,
            severity,
            confidence,
            created,
            modified,
            validFrom,
            validUntil,
            revoked,
            undated,
            body,
            digest,
            prose,
            terms,
            values,
            links,
            seen,
            unwatched);
  }
}
