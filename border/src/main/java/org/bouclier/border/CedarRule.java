package org.bouclier.border;

import com.cedarpolicy.model.Effect;
import java.util.Arrays;

/**
 * One rule, worked out: Cedar was asked for each combination of the attributes that it reads
 * whether it applies, and the answers are kept. What the rule says of a request is then looked up.
 */
final class CedarRule {

  private final Effect effect;
  private final Rule rule;
  private final long reads;
  private final long[] applies;

  /**
   * Takes what Cedar answered.
   *
   * @param reads the bits of the attributes that it reads
   * @param applies the combinations of them to which it applies
   */
  CedarRule(Effect effect, Rule rule, long reads, long[] applies) {
    this.effect = effect;
    this.rule = rule;
    this.reads = reads;
    this.applies = applies.clone();
    Arrays.sort(this.applies);
  }

  Effect effect() {
    return effect;
  }

  Rule rule() {
    return rule;
  }

  /** The bits of the attributes that it reads. */
  long reads() {
    return reads;
  }

  /**
   * Whether it applies.
   *
   * @param facets of a request, with those of a form
   */
  boolean fits(long facets) {
    return Arrays.binarySearch(applies, facets & reads) >= 0;
  }

  /** Whether it could apply, were all attributes but these otherwise. */
  boolean couldFit(long facets, long kept) {
    long asked = reads & kept;
    for (long combination : applies) {
      if ((combination & asked) == (facets & asked)) {
        return true;
      }
    }
    return false;
  }
}
