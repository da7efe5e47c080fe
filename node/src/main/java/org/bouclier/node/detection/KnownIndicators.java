package org.bouclier.node.detection;

import org.bouclier.node.web.Severity;
import org.jspecify.annotations.Nullable;

/** What the worker must know of an indicator that the engine only knows by number. */
@FunctionalInterface
interface KnownIndicators {

  /** The indicator of that number; null if it was withdrawn meanwhile. */
  @Nullable KnownIndicator find(long id);

  /**
   * What an alert says of its indicator.
   *
   * @param stixId under which people find it
   * @param severity of the alert
   */
  record KnownIndicator(String stixId, Severity severity) {}
}
