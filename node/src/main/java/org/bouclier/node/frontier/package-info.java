/**
 * Floor 1. The border at work: decides what leaves, seals it, writes it in the ledger of exports.
 * The only desk that appends to that ledger.
 */
@ApplicationModule(allowedDependencies = {"site", "web", "accounts"})
@NullMarked
package org.bouclier.node.frontier;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
