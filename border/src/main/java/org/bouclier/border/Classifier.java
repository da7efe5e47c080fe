package org.bouclier.border;

import java.util.Set;
import org.bouclier.stix.StixObject;

/**
 * Tells which personal data an object holds, to put into a {@link Request}.
 *
 * <p>It asks the minimiser's own rules, so that what is classified and what is taken out cannot
 * differ. Thread-safe.
 */
public final class Classifier {

  /** No pseudonym is ever shown here: any key does. */
  private static final PseudonymKeys ANY = new PseudonymKeys(new byte[32], new byte[32]);

  private static final Minimiser MINIMISER = new Minimiser(MinimisingPolicy.STANDARD, ANY);

  private Classifier() {}

  /**
   * The classes of personal data in an object.
   *
   * @param roles who is who: an attacker's means are not personal data
   * @return empty if there is none
   */
  public static Set<DataClass> classify(StixObject object, Roles roles) {
    return MINIMISER.classify(object, roles);
  }
}
