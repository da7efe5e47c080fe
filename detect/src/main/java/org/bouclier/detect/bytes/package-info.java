/** Text on raw bytes: classes of bytes, IP addresses, UTF-8. Not exported: no promise is made. */
package org.bouclier.detect.bytes;
