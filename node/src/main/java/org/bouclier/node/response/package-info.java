/**
 * Floor 4. Incidents: timeline, tasks, linked alerts and observables. Hears {@code AlertRaised} and
 * {@code AlertEscalated}; publishes {@code IncidentOpened}.
 */
@ApplicationModule(
    allowedDependencies = {
      "site",
      "web",
      "accounts",
      "frontier",
      "federation",
      "intelligence",
      "detection"
    })
@NullMarked
package org.bouclier.node.response;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
