/**
 * Raw lines kept for years, and looked through in seconds: what {@code bouclier archive} and {@code
 * bouclier hunt} do. Begin at {@link Archive}.
 */
@NullMarked
package org.bouclier.detect.archive;

import org.jspecify.annotations.NullMarked;
