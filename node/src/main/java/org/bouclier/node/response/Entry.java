package org.bouclier.node.response;

import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.bouclier.node.web.Severity;
import org.bouclier.stix.Tlp;
import org.jspecify.annotations.Nullable;

/**
 * What one contribution adds to an incident. Entries are only ever added; the incident is what they
 * amount to ({@link Incident#fold}). They commute except where a later one speaks of the same
 * thing, so two people who write at once never conflict.
 */
public sealed interface Entry {

  /** The first entry, and only the first. */
  record Opened(String title, Severity severity, Tlp tlp, RsitClass rsit, String reason)
      implements Entry {}

  /** A remark; at most {@value Limits#MAX_TEXT} chars. */
  record Commented(String text) implements Entry {}

  /** A better title. */
  record Retitled(String title) implements Entry {}

  /** Graver or less grave than thought. */
  record SeverityChanged(Severity severity) implements Entry {}

  /** May travel further, or less far. */
  record TlpChanged(Tlp tlp) implements Entry {}

  /** Another kind of incident than thought. */
  record Reclassified(RsitClass rsit) implements Entry {}

  /** Another phase; {@code reason} may be empty. */
  record StatusChanged(IncidentStatus status, String reason) implements Entry {}

  /**
   * Something to do.
   *
   * @param number from 1, unique in the incident
   * @param assignee who does it; empty when nobody is named
   */
  record TaskAdded(int number, String title, String assignee, @Nullable LocalDate due)
      implements Entry {}

  /** A task is done, or is to be done after all. */
  record TaskSettled(int number, boolean done) implements Entry {}

  /**
   * An alert belongs to the incident.
   *
   * @param subject the rule or indicator that raised it, as {@code AlertRaised#subject} names it
   */
  record AlertLinked(
      UUID alertId,
      String title,
      Severity severity,
      String observable,
      String subject,
      String source,
      Instant firstSeen)
      implements Entry {}

  /** A domain, address, URL, hash or mailbox that plays a part; in normal form. */
  record ObservableAdded(String value) implements Entry {}

  /** An observable was confirmed as an indicator and shared with the peers that may have it. */
  record ObservableShared(String value, String stixId) implements Entry {}

  /** Bounds of what people may write. */
  final class Limits {
    /** Longest remark or reason, in chars. */
    public static final int MAX_TEXT = 20_000;

    /** Longest title or name, in chars. */
    public static final int MAX_TITLE = 200;

    private Limits() {}
  }
}
