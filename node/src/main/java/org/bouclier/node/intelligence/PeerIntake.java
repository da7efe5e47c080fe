package org.bouclier.node.intelligence;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.Supplier;
import org.bouclier.node.federation.Inbox;
import org.bouclier.node.federation.Received;
import org.bouclier.node.site.StateCode;
import org.bouclier.node.web.Severity;
import org.bouclier.stix.StixObject;
import org.bouclier.stix.Tlp;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.modulith.events.ApplicationModuleListener;

/**
 * Accepts what peers send: indicators and sightings. That it comes from them is proven; that it is
 * sound is not, so it is read as warily as a file from anybody, and it may be said in nobody else's
 * name ({@link PeerClaims}). Each object keeps the peer as its source: from then on only that peer
 * changes it.
 *
 * <p>Everything of one message is one transaction with the note that it was accepted, so a message
 * delivered twice, or again after a power cut, is accepted once.
 */
class PeerIntake {

  /** The kinds that this desk sends, and so takes. */
  static final Set<String> KINDS = Set.of("indicators", "sightings");

  /** An object of a peer that bears no marking: its own authors would have said if it was wider. */
  private static final Tlp WHEN_UNMARKED = Tlp.AMBER;

  private static final int TRUST = 80;
  private static final Logger LOG = LoggerFactory.getLogger(PeerIntake.class);

  private final Supplier<Set<StateCode>> known;
  private final Inbox inbox;
  private final Store store;
  private final IndicatorSql objects;
  private final AcceptanceSql sql;
  private final BroughtSql brought;
  private final Clock clock;

  /**
   * Takes what it needs.
   *
   * @param known this state and its peers
   */
  PeerIntake(
      Supplier<Set<StateCode>> known,
      Inbox inbox,
      Store store,
      IndicatorSql objects,
      AcceptanceSql sql,
      BroughtSql brought,
      Clock clock) {
    this.known = known;
    this.inbox = inbox;
    this.store = store;
    this.objects = objects;
    this.sql = sql;
    this.brought = brought;
    this.clock = clock;
  }

  /** Takes one message. */
  @ApplicationModuleListener
  void on(Received received) {
    if (!KINDS.contains(received.kind()) || !sql.begin(received, clock.instant())) {
      return;
    }
    byte[] content;
    try {
      content = inbox.content(received.id());
    } catch (NoSuchElementException erased) {
      LOG.info("{} of {} was erased before it was read", received.id(), received.from());
      return;
    }
    sql.finish(received.id(), ImportJson.text(accept(received, content)));
  }

  private ImportReport accept(Received received, byte[] content) {
    var now = clock.instant();
    var source =
        store.source(
            SourceKind.PEER, received.from().value(), WHEN_UNMARKED, TRUST, Acceptance.CONFIRMED);
    var tally = new ImportReport.Tally();
    var run = ImportRun.real(store, source, source.acceptance(), tally);
    var drafts = new ArrayList<Draft>();
    try {
      new BundleReading(
              source.defaultTlp(),
              Severity.MEDIUM,
              id -> objects.body(id.toString()).map(StixObject::parse),
              now,
              claims(received.from()))
          .read(() -> new ByteArrayInputStream(content), gathering(drafts, run));
    } catch (IOException impossible) { // the bytes are in memory
      throw new UncheckedIOException(impossible);
    }
    run.flush();
    brought.note(received.id(), drafts);
    var report = tally.soFar(null, 0);
    LOG.info(
        "from {} (entry {}): {} accepted, {} updated, {} known, {} rejected",
        received.from(),
        received.index(),
        report.count(Outcome.Result.ACCEPTED),
        report.count(Outcome.Result.UPDATED),
        report.count(Outcome.Result.DUPLICATE),
        report.count(Outcome.Result.REJECTED));
    return report;
  }

  private static ImportSink gathering(List<Draft> drafts, ImportSink sink) {
    return new ImportSink() {
      @Override
      public void take(Draft draft) {
        drafts.add(draft);
        sink.take(draft);
      }

      @Override
      public void refuse(Outcome refusal) {
        sink.refuse(refusal);
      }
    };
  }

  private PeerClaims claims(StateCode from) {
    var states = new HashSet<>(known.get());
    states.addAll(store.peersHeard()); // a peer that was removed is still an author
    return new PeerClaims(from, states, store.lists());
  }
}
