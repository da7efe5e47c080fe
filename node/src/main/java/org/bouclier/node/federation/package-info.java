/**
 * Floor 2. The sister nodes: who they are, what was pulled from them, what was verified. Publishes
 * {@code Received}; knows no desk.
 */
@ApplicationModule(allowedDependencies = {"site", "web", "accounts", "frontier"})
@NullMarked
package org.bouclier.node.federation;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
