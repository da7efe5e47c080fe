package org.bouclier.detect.sigma;

import java.util.List;
import org.bouclier.detect.log.LogSource;
import org.bouclier.detect.sigma.CorrelationDraft.Reference;

/**
 * A global filter, before the rules it names are looked up.
 *
 * @param document which document it is
 * @param source rules of these logs only
 * @param rules which rules; empty for any
 * @param kept what an event must satisfy to be left to those rules
 */
record FilterDraft(Document document, LogSource source, List<Reference> rules, Condition kept) {

  /** Whether each part that the filter names is the rule's (as pySigma compares them). */
  boolean covers(LogSource rule) {
    return (source.product() == null || source.product().equals(rule.product()))
        && (source.category() == null || source.category().equals(rule.category()))
        && (source.service() == null || source.service().equals(rule.service()));
  }
}
