package org.bouclier.node.intelligence;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What an operator may set, under {@code bouclier.intelligence}.
 *
 * @param blockProposed whether indicators that nobody has confirmed yet stand in the block lists
 *     too
 * @param maxUpload the largest file that is taken in, as it comes (compressed or not)
 * @param keepUploads how long an imported file is kept, to be imported for good or looked at again
 * @param sightingPause the least time between two tellings of one sighting to the peers
 */
@ConfigurationProperties("bouclier.intelligence")
record IntelligenceSettings(
    @DefaultValue("false") boolean blockProposed,
    @DefaultValue("1GB") DataSize maxUpload,
    @DefaultValue("24h") Duration keepUploads,
    @DefaultValue("5s") Duration sightingPause) {

  /** As an operator who set nothing has it. */
  static final IntelligenceSettings DEFAULT =
      new IntelligenceSettings(
          false, DataSize.ofGigabytes(1), Duration.ofHours(24), Duration.ofSeconds(5));
}
