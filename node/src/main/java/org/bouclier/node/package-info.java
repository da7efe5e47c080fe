/** The sovereign node: one process, one database, one desk for each institution. */
@NullMarked
package org.bouclier.node;

import org.jspecify.annotations.NullMarked;
