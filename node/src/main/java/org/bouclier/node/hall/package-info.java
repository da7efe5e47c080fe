/**
 * Floor 5. The hall: what everyone meets first. The overview ("Maintenant"), the live stream, the
 * choice of language. Knows no desk by name: what it shows, desks bring through {@code web}.
 */
@ApplicationModule(allowedDependencies = {"site", "web", "accounts"})
@NullMarked
package org.bouclier.node.hall;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
