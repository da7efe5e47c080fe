package org.bouclier.node.detection;

import java.time.Instant;
import org.bouclier.detect.sigma.CorrelationCounts;
import org.bouclier.detect.sigma.CorrelationLimits;
import org.jspecify.annotations.Nullable;

/**
 * How correlation stands, after a batch of lines.
 *
 * @param rules correlations in force
 * @param counts since the start of the node
 * @param limits most that is kept
 * @param restored groups taken up from before the start
 * @param lost whether windows of before the start could not be taken up
 * @param savedAt when windows were last written; null if never since the start
 */
public record CorrelationStanding(
    int rules,
    CorrelationCounts counts,
    CorrelationLimits limits,
    int restored,
    boolean lost,
    @Nullable Instant savedAt) {}
