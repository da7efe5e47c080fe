/**
 * Floor 0. People, roles, passkeys, API tokens, sessions, and the audit of administrative acts.
 * Every route of every desk is opened here, by the permission written on it.
 */
@ApplicationModule(allowedDependencies = {"site", "web"})
@NullMarked
package org.bouclier.node.accounts;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
