package org.bouclier.node.detection;

import java.time.Instant;
import java.util.UUID;
import org.bouclier.node.web.Severity;

/**
 * Something was seen for the first time. Published in the transaction that wrote the alert, once
 * for each alert: repetitions only raise its count.
 *
 * @param alertId where to read the rest: {@code /alertes/{id}}
 * @param title what was seen, in one line
 * @param severity how grave it is
 * @param kind {@code INDICATOR} or {@code RULE}
 * @param observable the domain, address, URL, hash or mailbox seen; empty for a rule
 * @param stixId the indicator; empty for a rule
 * @param rule the identifier of the Sigma rule; empty for an indicator
 * @param source the name of the log source
 * @param firstSeen when the first event happened
 */
public record AlertRaised(
    UUID alertId,
    String title,
    Severity severity,
    String kind,
    String observable,
    String stixId,
    String rule,
    String source,
    Instant firstSeen) {

  /** What raised it: the indicator or the rule. */
  public String subject() {
    return stixId.isEmpty() ? rule : stixId;
  }
}
