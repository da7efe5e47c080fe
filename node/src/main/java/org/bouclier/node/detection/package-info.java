/** Floor 4. Logs in, the running engine, alerts. */
@ApplicationModule(
    allowedDependencies = {"site", "web", "accounts", "frontier", "federation", "intelligence"})
@NullMarked
package org.bouclier.node.detection;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
