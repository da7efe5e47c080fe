/**
 * Floor 0. The PostgreSQL of the node: started here when embedded, reached by its URL otherwise,
 * and brought to the schema of each desk before any desk is opened.
 */
@ApplicationModule(allowedDependencies = {"site"})
@NullMarked
package org.bouclier.node.database;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
