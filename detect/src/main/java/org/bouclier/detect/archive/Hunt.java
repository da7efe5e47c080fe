package org.bouclier.detect.archive;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.bouclier.detect.CorrelationMatch;
import org.bouclier.detect.Engine;
import org.bouclier.detect.EntityScan;
import org.bouclier.detect.IndicatorEntry;
import org.bouclier.detect.IndicatorMatch;
import org.bouclier.detect.SigmaMatch;
import org.bouclier.detect.sigma.Correlated;
import org.bouclier.detect.sigma.CorrelationLimits;
import org.bouclier.detect.sigma.Correlator;
import org.bouclier.detect.sigma.Sieve;
import org.bouclier.detect.sigma.SigmaRules;
import org.jspecify.annotations.Nullable;

/**
 * Looks through an archive for what an engine looks for. To be {@link #run} once.
 *
 * <p>One path for one indicator and for a million: their entities, sorted, are merged with the
 * union of each day, which leaves segments; with the index of each of those, which leaves pages;
 * these are read, checked, unpacked and shown to the live matcher. The indexes only ever leave out
 * what cannot match, so the result is that of scanning everything.
 *
 * <p>For Sigma rules, and for indicators that are no entities (file names, JA4, user agents), every
 * page of the period is unpacked, and those that hold none of the {@linkplain
 * SigmaRules#necessaryLiterals necessary literals} are left out ({@link Sieve}). If a rule has
 * none, or an indicator could be in any line, everything is scanned.
 *
 * <p>What is found is told in the order of the archive, whatever the number of threads.
 */
public final class Hunt {

  /** Packed bytes that one task reads at most, unless one block has more. */
  private static final int TASK_BYTES = 1 << 20;

  /** Packed bytes between two wanted blocks that are read rather than leapt over. */
  private static final int GAP_BYTES = 1 << 18;

  private final Archive archive;
  private final HuntPeriod period;
  private final int threads;
  private final long @Nullable [] wanted; // keys, ascending; null if everything is to be scanned
  private final @Nullable Sieve sieve; // for what has no keys
  private final BlockingQueue<BlockHunt> scanners;
  private final Correlator correlator;
  private volatile boolean stopping;

  /**
   * @param engine what is looked for; what is replaced in it later is not looked for
   * @param threads at least 1; with 1, everything happens in the caller's thread
   */
  public Hunt(Archive archive, Engine engine, HuntPeriod period, int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads: " + threads);
    }
    this.archive = archive;
    this.period = period;
    this.threads = threads;
    List<byte[]> ofRules = engine.rules().necessaryLiterals();
    List<byte[]> literals = ofRules == null ? List.of() : new ArrayList<>(ofRules);
    long[] keys = ofRules == null ? null : keys(engine.indicators().entries(), literals);
    Sieve sifts = literals.isEmpty() ? null : Sieve.of(literals);
    boolean couldBeAnywhere = keys == null || (sifts == null && !literals.isEmpty());
    this.wanted = couldBeAnywhere ? null : keys;
    this.sieve = couldBeAnywhere ? null : sifts;
    this.correlator = engine.correlator(CorrelationLimits.DEFAULT);
    var still = new Engine();
    still.replace(engine.indicators());
    still.replace(engine.rules());
    this.scanners = new ArrayBlockingQueue<>(threads);
    for (int i = 0; i < threads; i++) {
      scanners.add(new BlockHunt(still.scanner(), period, sieve));
    }
  }

  /** The keys of all that have some, and to {@code literals} what all others need to be there. */
  private static long @Nullable [] keys(List<IndicatorEntry> entries, List<byte[]> literals) {
    long[] keys = new long[Math.max(16, entries.size() + (entries.size() >> 3))];
    int count = 0;
    for (IndicatorEntry entry : entries) {
      long[] more = EntityScan.keys(entry.indicator());
      if (more.length == 0) {
        byte[] literal = EntityScan.literal(entry.indicator());
        if (literal == null) {
          return null;
        }
        literals.add(literal);
      }
      if (count + more.length > keys.length) {
        keys = Arrays.copyOf(keys, Math.max(2 * keys.length, count + more.length));
      }
      for (long hash : more) {
        keys[count++] = EntityPairs.key(hash);
      }
    }
    Arrays.sort(keys, 0, count);
    int distinct = 0;
    for (int i = 0; i < count; i++) {
      if (i == 0 || keys[i] != keys[i - 1]) {
        keys[distinct++] = keys[i];
      }
    }
    return Arrays.copyOf(keys, distinct);
  }

  /** Asks {@link #run} to end early, from another thread. */
  public void stop() {
    stopping = true;
  }

  /** Whether {@link #stop} was asked for. */
  public boolean isStopped() {
    return stopping;
  }

  /**
   * Hunts, once.
   *
   * @param after the number of the last segment that is done already; 0 for none
   * @return what was looked at
   * @throws IOException if the archive cannot be listed, or the sink could not take a hit
   * @throws InterruptedException if this thread was interrupted
   */
  public HuntTotals run(long after, HuntSink sink) throws IOException, InterruptedException {
    var totals = new HuntTotals();
    try {
      List<SegmentName> segments = candidates(after, totals);
      if (threads == 1) {
        hunt(segments, new Told(sink, totals), Runnable::run);
        return totals;
      }
      try (ExecutorService pool =
          Executors.newFixedThreadPool(
              threads, Thread.ofPlatform().name("hunt-", 0).daemon().factory())) {
        hunt(segments, new Told(sink, totals), pool);
      }
    } finally {
      scanners.forEach(BlockHunt::close);
    }
    return totals;
  }

  /** The segments that the unions of the days leave. */
  private List<SegmentName> candidates(long after, HuntTotals totals) throws IOException {
    var candidates = new ArrayList<SegmentName>();
    for (Map.Entry<LocalDate, List<SegmentName>> day : archive.days().entrySet()) {
      List<SegmentName> segments =
          day.getValue().stream().filter(segment -> segment.number() > after).toList();
      if (segments.isEmpty() || !period.mayHold(day.getKey())) {
        continue;
      }
      totals.day(segments.size());
      long[] keys = wanted;
      if (keys == null || sieve != null) {
        candidates.addAll(segments);
      } else {
        BitSet may = new DayUnion(archive.store(), day.getKey()).find(segments, keys);
        may.stream().forEach(i -> candidates.add(segments.get(i)));
      }
    }
    candidates.sort(null);
    return candidates;
  }

  /** What is to be read of a segment; with a fault instead, nothing. */
  private record Plan(
      SegmentName name,
      @Nullable Segment segment,
      @Nullable BitSet pages,
      List<Task> tasks,
      @Nullable String fault) {}

  /** Blocks that are read at once. */
  private record Task(List<BlockEntry> blocks, boolean isLast) {}

  /** What a task found; the plan's segment is done with its last one. */
  private record Found(
      Plan plan,
      boolean isLast,
      long bytesRead,
      List<BlockHunt.Result> results,
      List<String> faults) {}

  private void hunt(List<SegmentName> segments, Told told, Executor pool)
      throws IOException, InterruptedException {
    var plans = new ArrayDeque<Future<Plan>>();
    var running = new ArrayDeque<Future<Found>>();
    int next = 0;
    int done = 0;
    try {
      while ((next < segments.size() || !plans.isEmpty()) && !stopping) {
        while (next < segments.size() && plans.size() < threads) {
          SegmentName name = segments.get(next++);
          plans.add(submit(() -> plan(name), pool));
        }
        Plan plan = get(plans.remove());
        told.begin(plan);
        for (Task task : plan.tasks()) {
          running.add(submit(() -> hunt(plan, task), pool));
          while (running.size() > (threads == 1 ? 0 : 3 * threads)) {
            done = tell(get(running.remove()), told, done, segments.size());
          }
          if (stopping) {
            break;
          }
        }
      }
      while (!running.isEmpty() && !stopping) {
        done = tell(get(running.remove()), told, done, segments.size());
      }
    } finally {
      stopping |= !running.isEmpty() || !plans.isEmpty(); // only if something failed
      for (Future<Found> task : running) {
        close(await(task).map(Found::plan).orElse(null));
      }
      for (Future<Plan> plan : plans) {
        close(await(plan).orElse(null));
      }
    }
  }

  private static <T> Future<T> submit(Callable<T> work, Executor pool) {
    var task = new FutureTask<>(work);
    pool.execute(task);
    return task;
  }

  private static <T> Optional<T> await(Future<T> task) {
    try {
      return Optional.of(get(task));
    } catch (IOException | InterruptedException | RuntimeException failed) {
      return Optional.empty();
    }
  }

  private static <T> T get(Future<T> task) throws IOException, InterruptedException {
    try {
      return task.get();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof IOException io) {
        throw io;
      }
      throw new IllegalStateException(failed.getCause());
    }
  }

  private int tell(Found found, Told told, int done, int of) throws IOException {
    told.tell(found);
    if (!found.isLast()) {
      return done;
    }
    close(found.plan());
    told.sink.done(found.plan().name(), done + 1, of);
    return done + 1;
  }

  private static void close(@Nullable Plan plan) throws IOException {
    if (plan != null && plan.segment() != null) {
      plan.segment().close();
    }
  }

  /** Opens a segment and asks its index. */
  private Plan plan(SegmentName name) throws IOException {
    Segment segment = null;
    try {
      segment = Segment.open(archive.store(), name);
      BitSet pages = pages(name, segment);
      return new Plan(name, segment, pages, tasks(segment, pages), null);
    } catch (NoSuchFileException deletedMeanwhile) {
      return new Plan(name, null, null, List.of(new Task(List.of(), true)), null);
    } catch (ArchiveCorruptException damaged) {
      if (segment != null) {
        segment.close();
      }
      return new Plan(name, null, null, List.of(new Task(List.of(), true)), damaged.fault());
    }
  }

  /** The pages that may hold something; null for all, which is so too if the index is damaged. */
  private @Nullable BitSet pages(SegmentName name, Segment segment) throws IOException {
    long[] keys = wanted;
    if (keys == null) {
      return null;
    }
    try {
      EntityIndex index = EntityIndex.read(archive.store(), name.indexKey());
      if (!index.names().equals(List.of(name.hash())) || index.ids() != segment.table().pages()) {
        return null;
      }
      var pages = new BitSet();
      index.find(keys, pages);
      return pages;
    } catch (NoSuchFileException | ArchiveCorruptException unusable) {
      return null;
    }
  }

  private List<Task> tasks(Segment segment, @Nullable BitSet pages) {
    var tasks = new ArrayList<Task>();
    var blocks = new ArrayList<BlockEntry>();
    for (BlockEntry block : segment.table().blocks()) {
      if (!isWanted(block, pages)) {
        continue;
      }
      if (!blocks.isEmpty()) {
        BlockEntry last = blocks.getLast();
        long gap = block.offset() - last.offset() - last.packedBytes();
        long all = block.offset() + block.packedBytes() - blocks.getFirst().offset();
        if (gap > GAP_BYTES || all > TASK_BYTES) {
          tasks.add(new Task(List.copyOf(blocks), false));
          blocks.clear();
        }
      }
      blocks.add(block);
    }
    tasks.add(new Task(List.copyOf(blocks), true));
    return tasks;
  }

  private boolean isWanted(BlockEntry block, @Nullable BitSet pages) {
    if (block.maxMicros() < period.sinceMicros() || block.minMicros() >= period.untilMicros()) {
      return false;
    }
    if (pages == null || sieve != null) {
      return true;
    }
    int page = pages.nextSetBit(block.firstPage());
    return page >= 0 && page < block.firstPage() + block.pages();
  }

  private Found hunt(Plan plan, Task task) throws IOException, InterruptedException {
    var results = new ArrayList<BlockHunt.Result>();
    var faults = new ArrayList<String>();
    long read = 0;
    Segment segment = plan.segment();
    if (segment != null && !task.blocks().isEmpty() && !stopping) {
      BlockEntry first = task.blocks().getFirst();
      BlockHunt scanner = scanners.take();
      try {
        read = scanner.read(segment, first, task.blocks().getLast());
        for (BlockEntry block : task.blocks()) {
          try {
            results.add(scanner.hunt(segment, block, plan.pages()));
          } catch (ArchiveCorruptException damaged) {
            faults.add(damaged.fault());
          }
        }
      } finally {
        scanners.add(scanner);
      }
    }
    return new Found(plan, task.isLast(), read, results, faults);
  }

  /** Tells what was found, in order. */
  private final class Told {

    private final HuntSink sink;
    private final HuntTotals totals;

    Told(HuntSink sink, HuntTotals totals) {
      this.sink = sink;
      this.totals = totals;
    }

    void begin(Plan plan) throws IOException {
      totals.segment();
      if (plan.fault() != null) {
        totals.damage();
        sink.damaged(plan.name(), plan.fault());
      }
    }

    void tell(Found found) throws IOException {
      totals.read(found.bytesRead());
      for (String fault : found.faults()) {
        totals.damage();
        sink.damaged(found.plan().name(), fault);
      }
      for (BlockHunt.Result result : found.results()) {
        totals.block(result);
        int heard = 0;
        for (HuntHit hit : result.hits()) {
          while (heard < result.heard().size()
              && result.heard().get(heard).place().line() < hit.place().line()) {
            correlate(result.heard().get(heard++));
          }
          switch (hit.match()) {
            case IndicatorMatch indicator -> totals.indicator();
            case SigmaMatch rule -> totals.rule();
            case CorrelationMatch impossible -> throw new IllegalStateException("in one line");
          }
          sink.hit(hit);
        }
        while (heard < result.heard().size()) {
          correlate(result.heard().get(heard++));
        }
      }
    }

    /** An event without a time cannot stand in a window: it is counted. */
    private void correlate(BlockHunt.Heard one) throws IOException {
      Instant at = one.at();
      if (at == null) {
        totals.undated();
        return;
      }
      List<Correlated> fired = new ArrayList<>();
      correlator.accept(one.observation(), at, one.place().line(), fired::add);
      for (Correlated found : fired) {
        totals.correlation();
        sink.hit(new HuntHit(new CorrelationMatch(found), one.place()));
      }
    }
  }
}
