/**
 * The directory that carries a log and its sealed objects, on a disk, behind an HTTP server or on a
 * USB stick: the same bytes everywhere.
 */
package org.bouclier.ledger.spool;
