/**
 * Above all floors. The verbs of the command line: what a person types, answered in French or
 * English. Nothing here needs the framework, so that a verb on files answers at once.
 */
@ApplicationModule(allowedDependencies = {"site", "database", "demo"})
@NullMarked
package org.bouclier.node.command;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
