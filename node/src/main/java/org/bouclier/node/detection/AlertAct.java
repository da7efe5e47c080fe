package org.bouclier.node.detection;

import java.time.Instant;

/** What somebody did with an alert. */
public record AlertAct(Instant at, String author, AlertStatus status, String note) {}
