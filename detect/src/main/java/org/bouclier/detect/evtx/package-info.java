/** Windows event log files (EVTX), read as lines of JSON. */
package org.bouclier.detect.evtx;
