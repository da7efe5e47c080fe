package org.bouclier.node.intelligence;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.springframework.context.SmartLifecycle;
import org.springframework.transaction.support.TransactionOperations;

/** What the desk does by itself: from the start of the node to its stop. */
final class Workers implements SmartLifecycle {

  private static final int TURNS = 5_000;
  private static final Duration IDLE = Duration.ofMinutes(1);

  /**
   * A large import changes the block lists fifty times: made anew each time, they would cost as
   * much as the import. Lower, and they follow sooner; higher, and they leave more to others.
   */
  private static final int LISTS_REST = 4;

  private final PrecautionChange precautions;
  private final Live live;
  private final IndicatorSql indicators;
  private final BlockLists lists;
  private final Imports imports;
  private final TransactionOperations transactions;
  private final Clock clock;
  private final Runnable pulse;
  private final Worker sharing;
  private final Worker sightings;
  private final Worker outputs;
  private final Worker turns;
  private final Worker importing;
  private volatile boolean running;

  Workers(
      PrecautionChange precautions,
      Live live,
      IndicatorSql indicators,
      BlockLists lists,
      Imports imports,
      Sharing share,
      Sightings tell,
      TransactionOperations transactions,
      Clock clock,
      Runnable pulse) {
    this.precautions = precautions;
    this.live = live;
    this.indicators = indicators;
    this.lists = lists;
    this.imports = imports;
    this.transactions = transactions;
    this.clock = clock;
    this.pulse = pulse;
    this.sharing = new Worker("indicator-sharing", Duration.ZERO, share::share);
    this.sightings = new Worker("sighting-telling", Duration.ofMillis(100), tell::tell);
    this.outputs = new Worker("block-lists", Duration.ofMillis(500), LISTS_REST, this::makeLists);
    this.turns = new Worker("indicator-turns", Duration.ofMillis(200), this::turn);
    this.importing = new Worker("imports", Duration.ZERO, this::importNext);
    tell.onDue(sightings::wake);
    live.onChange(revision -> {
      sharing.wake();
      outputs.wake();
      turns.wake();
    });
  }

  @Override
  public void start() {
    running = true;
    precautions.bringBuiltIn(); // before anything can be blocked without them
    imports.sweepAtStart();
    all().forEach(Worker::start);
  }

  @Override
  public void stop() {
    running = false;
    all().forEach(Worker::stop);
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** Asks for the imports that wait to be done. */
  void wakeImports() {
    importing.wake();
  }

  private List<Worker> all() {
    return List.of(sharing, sightings, outputs, turns, importing);
  }

  private Duration makeLists() {
    if (lists.bringUpToDate()) {
      pulse.run();
    }
    return IDLE;
  }

  /** Marks what has begun or ended by itself. */
  Duration turn() {
    var now = clock.instant();
    var due = indicators.nextTurn();
    if (due.isEmpty() || due.get().isAfter(now)) {
      imports.sweep();
      return due.map(at -> Duration.between(now, at))
          .filter(d -> d.compareTo(IDLE) < 0)
          .orElse(IDLE);
    }
    transactions.executeWithoutResult(status -> {
      var change = live.open();
      var turned = indicators.turn(now, TURNS).toArray(Long[]::new);
      live.settle(indicators.watched(turned), change, now);
    });
    return Duration.ZERO;
  }

  private Duration importNext() {
    var waiting = imports.unfinished();
    if (waiting.isEmpty()) {
      return IDLE;
    }
    imports.run(waiting.getFirst());
    pulse.run();
    return Duration.ZERO;
  }
}
