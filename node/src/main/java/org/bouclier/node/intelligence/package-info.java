/**
 * Floor 3. What is known of attacks: STIX objects, feeds in, indicators in force, precaution lists,
 * protective outputs.
 */
@ApplicationModule(allowedDependencies = {"site", "web", "accounts", "frontier", "federation"})
@NullMarked
package org.bouclier.node.intelligence;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
