/**
 * Floor 5. The main job in front of a newcomer: three nodes as three processes, one attack,
 * collective protection. Uses the nodes as any client does, through their API; knows no desk.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package org.bouclier.node.demo;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
