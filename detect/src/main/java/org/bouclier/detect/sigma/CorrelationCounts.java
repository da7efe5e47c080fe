package org.bouclier.detect.sigma;

/**
 * What a {@link Correlator} keeps, and what it had to let go of since it was made.
 *
 * @param groups groups kept now
 * @param events events kept now
 * @param evictedGroups groups let go of while they might still have counted, for lack of room
 * @param evictedEvents events let go of for lack of room, those of evicted groups included
 * @param late events that came after the window of their group had passed them
 * @param ungrouped events that have none of the fields of {@code group-by}
 * @param unmeasured events without the measured field, or where it holds no number
 * @param stale observations made under rules that have been replaced
 * @param forgottenGroups groups of correlations that were changed or withdrawn
 * @param refusedSnapshots snapshots that could not be restored
 */
public record CorrelationCounts(
    int groups,
    long events,
    long evictedGroups,
    long evictedEvents,
    long late,
    long ungrouped,
    long unmeasured,
    long stale,
    long forgottenGroups,
    long refusedSnapshots) {}
