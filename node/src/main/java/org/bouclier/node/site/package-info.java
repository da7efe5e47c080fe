/**
 * Floor 0. Which state this node serves, where it listens, where its files lie, and what time it
 * is.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package org.bouclier.node.site;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
