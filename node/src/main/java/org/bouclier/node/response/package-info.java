/** Floor 4. Incidents: timeline, tasks, linked alerts and observables. */
@ApplicationModule(
    allowedDependencies = {"site", "web", "accounts", "frontier", "federation", "intelligence"})
@NullMarked
package org.bouclier.node.response;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
