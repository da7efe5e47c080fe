/**
 * Reads whole files of logs, of any format that is known here, and matches them: what {@code
 * bouclier scan} does. The way of the data:
 *
 * <pre>{@code
 * ScanInput -> Unpacking -> Records (blocks of lines) -> BlockScan, on several threads -> ScanSink, in order
 * }</pre>
 */
@NullMarked
package org.bouclier.detect.scan;

import org.jspecify.annotations.NullMarked;
