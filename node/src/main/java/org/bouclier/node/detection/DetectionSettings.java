package org.bouclier.node.detection;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What an operator may set, under {@code bouclier.detection}.
 *
 * @param archive whether received lines are kept once they were looked at
 * @param archivePlace a directory, or {@code s3://bucket/prefix} of the store that the environment
 *     names; empty for the node's own directory
 * @param archiveKeep how long they are kept
 * @param archiveMax the most that they may take on disk, packed, indexes included
 * @param archiveSegment raw bytes of a file of the archive; the journal keeps as much until it is
 *     written
 * @param archiveSegmentAge the longest that lines wait for theirs
 * @param huntPause the least time between two looks back for what peers sent
 */
@ConfigurationProperties("bouclier.detection")
record DetectionSettings(
    @DefaultValue("true") boolean archive,
    @DefaultValue("") String archivePlace,
    @DefaultValue("365d") Duration archiveKeep,
    @DefaultValue("100GB") DataSize archiveMax,
    @DefaultValue("512MB") DataSize archiveSegment,
    @DefaultValue("1h") Duration archiveSegmentAge,
    @DefaultValue("5m") Duration huntPause) {

  /** As an operator who set nothing has it. */
  static final DetectionSettings DEFAULT =
      new DetectionSettings(
          true,
          "",
          Duration.ofDays(365),
          DataSize.ofGigabytes(100),
          DataSize.ofMegabytes(512),
          Duration.ofHours(1),
          Duration.ofMinutes(5));
}
