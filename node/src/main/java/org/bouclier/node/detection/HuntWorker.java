package org.bouclier.node.detection;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import org.bouclier.detect.Engine;
import org.bouclier.detect.Indicator;
import org.bouclier.detect.IndicatorEntry;
import org.bouclier.detect.IndicatorKind;
import org.bouclier.detect.IndicatorMatch;
import org.bouclier.detect.IndicatorSet;
import org.bouclier.detect.archive.Archive;
import org.bouclier.detect.archive.Hunt;
import org.bouclier.detect.archive.HuntHit;
import org.bouclier.detect.archive.HuntPeriod;
import org.bouclier.detect.archive.HuntPlace;
import org.bouclier.detect.archive.HuntSink;
import org.bouclier.detect.archive.SegmentName;
import org.bouclier.detect.log.EventTime;
import org.bouclier.node.detection.KnownIndicators.KnownIndicator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Looks back, one request after the other, on one thread beside those of detection.
 *
 * <p>What was found in a segment, the alerts that it raises and the note that the segment is done
 * are one transaction: a crash at any moment loses nothing and counts nothing twice, and the next
 * start goes on with the next segment. Before it looks, it has the archive seal what was received
 * until then.
 *
 * <p>Only what peers sent raises alerts, marked as found in the past: people who ask read the
 * answer.
 */
final class HuntWorker implements Runnable {

  /** Matches of one request that are kept; all are counted. */
  static final long MAX_KEPT = 10_000;

  /** Distinct alerts of one segment; beyond, an indicator's observables are counted together. */
  private static final int MAX_FINDINGS = 5_000;

  private static final Logger LOG = LoggerFactory.getLogger(HuntWorker.class);
  private static final Duration SEALING = Duration.ofMinutes(2);
  private static final Duration IDLE = Duration.ofSeconds(2);
  private static final Duration RETRY = Duration.ofSeconds(5);

  private final Hunts hunts;
  private final HuntSql sql;
  private final Archive archive;
  private final ArchiveWorker archiving;
  private final Engine engine;
  private final KnownIndicators known;
  private final IntFunction<Optional<Source>> sources;
  private final EventTime times;
  private final AlertWriting alerts;
  private final DetectionWorker.SightingTold sightings;
  private final TransactionOperations transaction;
  private final Runnable afterMove;
  private final DetectionSettings settings;
  private final Clock clock;
  private volatile boolean stopping;
  private volatile @Nullable Hunt running;
  private Instant peersAskedAt = Instant.EPOCH;

  HuntWorker(
      Hunts hunts,
      HuntSql sql,
      Archive archive,
      ArchiveWorker archiving,
      Engine engine,
      KnownIndicators known,
      IntFunction<Optional<Source>> sources,
      EventTime times,
      AlertWriting alerts,
      DetectionWorker.SightingTold sightings,
      TransactionOperations transaction,
      Runnable afterMove,
      DetectionSettings settings,
      Clock clock) {
    this.hunts = hunts;
    this.sql = sql;
    this.archive = archive;
    this.archiving = archiving;
    this.engine = engine;
    this.known = known;
    this.sources = sources;
    this.times = times;
    this.alerts = alerts;
    this.sightings = sightings;
    this.transaction = transaction;
    this.afterMove = afterMove;
    this.settings = settings;
    this.clock = clock;
  }

  /** Asks {@link #run} to return after the segment it is at. */
  void stop() {
    stopping = true;
    Hunt hunt = running;
    if (hunt != null) {
      hunt.stop();
    }
  }

  @Override
  public void run() {
    while (!stopping) {
      try {
        askForPeers();
        Optional<HuntRow> next = sql.next();
        if (next.isPresent()) {
          perform(next.get());
        } else {
          hunts.await(IDLE);
        }
      } catch (InterruptedException asked) {
        return;
      } catch (RuntimeException away) {
        LOG.warn("looking back waits", away);
        LockSupport.parkNanos(RETRY.toNanos());
      }
    }
  }

  private void askForPeers() {
    Instant now = clock.instant();
    if (Duration.between(peersAskedAt, now).abs().compareTo(settings.huntPause()) >= 0) {
      hunts.askForPeers();
      peersAskedAt = now;
    }
  }

  private void perform(HuntRow row) throws InterruptedException {
    if (row.state() == HuntState.WAITING && !archiving.sealNow(SEALING)) {
      if (stopping) {
        return;
      }
      LOG.warn("what was received last is not archived yet: {} looks back without it", row.id());
    }
    sql.begin(row.id(), clock.instant());
    afterMove.run();
    var hunt = new Hunt(archive, engine(row), period(row), 1);
    running = hunt;
    try {
      var sink = new Sink(row, hunt);
      hunt.run(row.lastSegment(), sink);
      if (!hunt.isStopped()) {
        sql.end(row.id(), HuntState.DONE, "", clock.instant());
      }
    } catch (IOException unreadable) {
      LOG.error("looking back {} failed", row.id(), unreadable);
      sql.end(row.id(), HuntState.FAILED, unreadable.toString(), clock.instant());
    } catch (IllegalStateException broken) {
      // Not the database, which is worth waiting for: it would break again, and keep the others.
      LOG.error("looking back {} broke", row.id(), broken);
      sql.end(row.id(), HuntState.FAILED, broken.toString(), clock.instant());
    } finally {
      running = null;
      afterMove.run();
    }
  }

  private Engine engine(HuntRow row) {
    var asked = new Engine();
    if (row.inForce()) {
      asked.replace(engine.indicators());
    } else {
      asked.replace(
          IndicatorSet.of(
              sql.wanted(row.id()).stream()
                  .map(wanted -> new IndicatorEntry(wanted.indicator(), wanted.id()))
                  .toList()));
    }
    return asked;
  }

  private static HuntPeriod period(HuntRow row) {
    Instant since = row.since();
    return new HuntPeriod(since == null ? HuntPeriod.ALL.since() : since, row.until());
  }

  /** Writes what is found, a segment at a time. */
  private final class Sink implements HuntSink {

    private final HuntRow row;
    private final Hunt hunt;
    private final List<HuntFind> finds = new ArrayList<>();
    private final Map<AlertKey, Finding> findings = new LinkedHashMap<>();
    private final Map<String, Sighted> sighted = new HashMap<>();
    private long hits;
    private int damaged;

    Sink(HuntRow row, Hunt hunt) {
      this.row = row;
      this.hunt = hunt;
      this.hits = row.hits();
      this.damaged = row.damaged();
    }

    /** Matches of one indicator on one observable in one segment. */
    private static final class Sighted {
      private final long indicator;
      private final String observable;
      private Instant first = Instant.MAX;
      private Instant last = Instant.MIN;
      private long count;

      Sighted(long indicator, String observable) {
        this.indicator = indicator;
        this.observable = observable;
      }

      void count(Instant at) {
        count++;
        first = at.isBefore(first) ? at : first;
        last = at.isAfter(last) ? at : last;
      }
    }

    @Override
    public void hit(HuntHit hit) {
      if (!(hit.match() instanceof IndicatorMatch seen)) {
        return; // it looks for no rules
      }
      HuntPlace place = hit.place();
      byte[] text = place.text();
      var read = times.read(text, 0, text.length, place.origin().format(), place.received());
      Instant said = read == null ? null : read.at();
      Instant at =
          said == null || EventTime.isAbsurd(said, place.received()) ? place.received() : said;
      String field = seen.field() == null ? "" : seen.field();
      Sample sample = Sample.of(at, text, 0, text.length, seen.offset(), seen.lengthBytes(), field);
      hits++;
      if (hits <= MAX_KEPT) {
        finds.add(
            new HuntFind(
                hits,
                seen.indicator().kind(),
                seen.indicator().value(),
                seen.found(),
                place.origin().name(),
                at,
                place.received(),
                place.segment().text(),
                place.sha256(),
                place.block(),
                place.line(),
                place.offset(),
                sample));
      }
      if (row.byPeer()) {
        alert(seen, Math.toIntExact(place.origin().id()), at, sample);
      }
    }

    private void alert(IndicatorMatch seen, int source, Instant at, Sample sample) {
      KnownIndicator indicator = known.find(seen.id());
      if (indicator == null || sources.apply(source).isEmpty()) {
        return; // withdrawn since
      }
      String observable = normal(seen.indicator(), seen.found());
      var one = new AlertKey(AlertKind.INDICATOR, indicator.stixId(), observable, source);
      boolean fits = findings.size() < MAX_FINDINGS || findings.containsKey(one);
      var key = fits ? one : one.many();
      var facts = new Finding.Facts(seen.indicator().value(), indicator.severity(), "");
      Finding finding = findings.computeIfAbsent(key, k -> new Finding(k, facts));
      finding.countPast(at);
      if (finding.wantsSample()) {
        finding.add(sample);
      }
      String told = fits ? observable : "";
      sighted.computeIfAbsent(seen.id() + " " + told, k -> new Sighted(seen.id(), told)).count(at);
    }

    private static String normal(Indicator listed, String found) {
      String clean = StoredText.clean(found);
      return listed.kind() == IndicatorKind.URL ? clean : clean.toLowerCase(Locale.ROOT);
    }

    @Override
    public void damaged(SegmentName segment, String fault) {
      LOG.error("segment {} of the archive is damaged: {}", segment.text(), fault);
      damaged++;
    }

    @Override
    public void done(SegmentName segment, int number, int of) {
      transaction.executeWithoutResult(status -> {
        Instant now = clock.instant();
        if (!finds.isEmpty()) {
          sql.insert(row.id(), finds);
        }
        if (!findings.isEmpty()) {
          alerts.write(findings.values(), now);
          for (Sighted seen : sighted.values()) {
            sightings.record(seen.indicator, seen.first, seen.last, seen.count, seen.observable);
          }
        }
        sql.moved(
            row.id(),
            segment.number(),
            row.segmentsDone() + number,
            row.segmentsDone() + of,
            hits,
            damaged);
      });
      finds.clear();
      findings.clear();
      sighted.clear();
      afterMove.run();
      if (stopping || hunts.wasStopped(row.id())) {
        hunt.stop();
      }
    }
  }
}
