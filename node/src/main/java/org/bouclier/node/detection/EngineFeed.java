package org.bouclier.node.detection;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.bouclier.detect.Engine;
import org.bouclier.detect.IndicatorEntry;
import org.bouclier.detect.IndicatorSet;
import org.bouclier.node.intelligence.IndicatorsChanged;
import org.bouclier.node.intelligence.LiveIndicators;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;

/**
 * Keeps the engine looking for what the intelligence desk has in force: all of it at the start,
 * then what changed. Many changes at once become one. {@link #run} belongs to one thread; the rest
 * is thread-safe.
 */
class EngineFeed implements KnownIndicators, Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(EngineFeed.class);

  /** How long a change that nobody announced may wait. */
  private static final long LOOK_SECONDS = 10;

  private final LiveIndicators live;
  private final Engine engine;
  private final Map<Long, KnownIndicator> known = new ConcurrentHashMap<>();
  private final Semaphore changed = new Semaphore(0);
  private long revision;
  private volatile boolean stopping;

  EngineFeed(LiveIndicators live, Engine engine) {
    this.live = live;
    this.engine = engine;
  }

  @Override
  public @Nullable KnownIndicator find(long id) {
    return known.get(id);
  }

  /** How many indicators are looked for. */
  int size() {
    return known.size();
  }

  @EventListener
  void on(IndicatorsChanged event) {
    changed.release();
  }

  /** Brings the engine up to what is in force now. */
  synchronized void refresh() {
    LiveIndicators.Delta delta = live.since(revision);
    if (!delta.added().isEmpty() || !delta.removed().isEmpty()) {
      put(delta);
    }
    revision = delta.revision();
  }

  private void put(LiveIndicators.Delta delta) {
    var entries = new ArrayList<IndicatorEntry>(delta.added().size());
    for (LiveIndicators.Entry entry : delta.added()) {
      entries.add(new IndicatorEntry(entry.indicator(), entry.id()));
      // Known before it can match, forgotten only once it no longer can.
      known.put(entry.id(), new KnownIndicator(entry.stixId(), entry.severity()));
    }
    if (revision == 0) {
      engine.replace(IndicatorSet.of(entries));
    } else {
      var gone = new HashSet<>(delta.removed());
      delta.added().forEach(entry -> gone.add(entry.id()));
      engine.replace(engine.indicators().with(entries, gone));
    }
    forget(delta.removed());
    LOG.info(
        "indicators: {} in force, {} new or changed, {} gone",
        known.size(),
        delta.added().size(),
        delta.removed().size());
  }

  private void forget(List<Long> removed) {
    removed.forEach(known::remove);
  }

  @Override
  public void run() {
    while (!stopping) {
      try {
        changed.tryAcquire(LOOK_SECONDS, TimeUnit.SECONDS);
        changed.drainPermits();
        refresh();
      } catch (InterruptedException asked) {
        return;
      } catch (RuntimeException away) {
        LOG.warn("indicators stay as they are: {}", away.toString());
      }
    }
  }

  void stop() {
    stopping = true;
  }
}
