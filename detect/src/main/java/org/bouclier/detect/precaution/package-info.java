/** Precaution lists: what must never be blocked, and whether an indicator would. */
@NullMarked
package org.bouclier.detect.precaution;

import org.jspecify.annotations.NullMarked;
