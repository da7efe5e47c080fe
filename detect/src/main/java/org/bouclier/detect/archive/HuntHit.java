package org.bouclier.detect.archive;

import org.bouclier.detect.Match;

/**
 * One match in an archive.
 *
 * @param match what was recognised
 * @param place where; of a correlation, the event that made it fire
 */
public record HuntHit(Match match, HuntPlace place) {}
