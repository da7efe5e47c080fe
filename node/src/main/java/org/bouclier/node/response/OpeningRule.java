package org.bouclier.node.response;

import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.bouclier.node.detection.AlertRaised;
import org.bouclier.node.web.Severity;
import org.bouclier.stix.Tlp;

/**
 * When an alert opens an incident, or joins one, without anybody's hand.
 *
 * @param rank lower ranks are asked first
 * @param name what people call it, at most 200 chars
 * @param minSeverity the least grave alert it takes
 * @param kinds the kinds of alert it takes, {@code INDICATOR} or {@code RULE}; empty for all
 * @param sources the names of the sources it takes; empty for all
 * @param joinWindow an alert joins an open incident that saw the same observable, rule or indicator
 *     at most so long ago; zero means that each alert opens its own
 * @param rsit the class of the incidents it opens
 * @param tlp how far they may travel
 */
public record OpeningRule(
    UUID id,
    int rank,
    String name,
    boolean enabled,
    Severity minSeverity,
    Set<String> kinds,
    Set<String> sources,
    Duration joinWindow,
    RsitClass rsit,
    Tlp tlp) {

  /** Longest window. */
  static final Duration MAX_WINDOW = Duration.ofDays(90);

  /** Whether this rule speaks of that alert. */
  boolean takes(AlertRaised alert) {
    return enabled
        && alert.severity().compareTo(minSeverity) >= 0
        && (kinds.isEmpty() || kinds.contains(alert.kind()))
        && (sources.isEmpty() || sources.contains(alert.source()));
  }
}
