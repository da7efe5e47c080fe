package org.bouclier.node.federation;

import java.time.Instant;
import java.util.UUID;
import org.bouclier.node.site.StateCode;

/** An opened content, where it comes from and the leaf that commits to it. */
@SuppressWarnings("ArrayRecordComponent") // a row: never compared
record InboxEntry(
    UUID id,
    StateCode from,
    String logKey,
    long index,
    byte[] leaf,
    byte[] commitment,
    String kind,
    byte[] content,
    Instant at) {}
