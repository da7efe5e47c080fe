package org.bouclier.stix;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What became of a MISP event.
 *
 * <p>Each attribute meant for detection is an indicator, {@code indicator--<its uuid>}, whose
 * pattern says what its type says; each other attribute of a known type is an observable or a
 * vulnerability. The event is a report that names them all, its author an identity. Markings come
 * from tags {@code tlp:} and {@code PAP:}; a deleted attribute is a revoked indicator. The same
 * event gives the same objects, byte for byte.
 *
 * @param objects marking definitions, identity, indicators, observables, then the report
 * @param unmapped types for which STIX has no word, and how many attributes had each
 * @param malformed attributes whose value is not what their type says
 * @param deleted how many attributes were taken back
 */
public record MispStix(
    List<StixObject> objects,
    SortedMap<String, Integer> unmapped,
    List<StixProblem> malformed,
    int deleted) {

  /** Copies the collections. */
  public MispStix {
    objects = List.copyOf(objects);
    unmapped = Collections.unmodifiableSortedMap(new TreeMap<>(unmapped));
    malformed = List.copyOf(malformed);
  }
}
