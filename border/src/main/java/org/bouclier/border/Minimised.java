package org.bouclier.border;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bouclier.stix.StixId;
import org.bouclier.stix.StixObject;

/**
 * What the minimiser gives back.
 *
 * @param objects what may leave, in the order in which it came; two objects that became the same
 *     are one
 * @param withheld what may not, and why
 * @param counts how often each rule was applied to what leaves
 */
public record Minimised(
    List<StixObject> objects, List<Withheld> withheld, SortedMap<MinimisingRule, Integer> counts) {

  /** Copies the collections. */
  public Minimised {
    objects = List.copyOf(objects);
    withheld = List.copyOf(withheld);
    counts = Collections.unmodifiableSortedMap(new TreeMap<>(counts));
  }

  /**
   * An object that does not leave in this form.
   *
   * @param id its identifier here
   * @param reason why
   * @param detail for people, in French
   */
  public record Withheld(StixId id, Reason reason, String detail) {}

  /** Why an object is withheld. */
  public enum Reason {
    /** Nothing is left once what is personal is taken out. */
    NOTHING_LEFT("frontiere.vide"),
    /** It would no longer be STIX: a property that it needs had to go. */
    NO_LONGER_VALID("frontiere.invalide"),
    /** The second pass still found something. */
    NOT_CLEAN("frontiere.reste"),
    /** The policy does not let such an indicator leave. */
    PERSONAL_INDICATOR("frontiere.indicateur-personnel"),
    /** The minimiser failed on it; that is a refusal. */
    FAILURE("frontiere.erreur");

    private final String code;

    Reason(String code) {
      this.code = code;
    }

    /** Stable code. */
    public String code() {
      return code;
    }
  }
}
