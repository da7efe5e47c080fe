package org.bouclier.stix;

import java.util.List;
import java.util.Optional;

/**
 * A marking, or a language, of some properties of an object and not of the whole.
 *
 * <p>Source: STIX 2.1, section 7.2.3. Exactly one of the two is there.
 *
 * @param marking the marking definition, if it is a marking
 * @param language RFC 5646 tag, if it is a language
 * @param selectors properties concerned; at least one
 */
public record GranularMarking(
    Optional<StixId> marking, Optional<String> language, List<Selector> selectors) {

  /** Copies the list. */
  public GranularMarking {
    selectors = List.copyOf(selectors);
  }
}
