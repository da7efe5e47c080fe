package org.bouclier.detect.scan;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.bouclier.detect.CorrelationMatch;
import org.bouclier.detect.Engine;
import org.bouclier.detect.IndicatorMatch;
import org.bouclier.detect.SigmaMatch;
import org.bouclier.detect.log.LogSource;
import org.bouclier.detect.sigma.CorrelationLimits;
import org.bouclier.detect.sigma.Correlator;

/**
 * Scans inputs one after the other, blocks of each on several threads. What is found is told in the
 * order of the inputs and of their lines, whatever the number of threads; correlations of several
 * inputs when their time has come ({@link Correlating}). One {@link #run} at a time.
 */
public final class Scan {

  private final ScanFormat format;
  private final LogSource source;
  private final int threads;
  private final BlockingQueue<BlockScan> scanners;
  private final Correlator correlator; // of all inputs

  /**
   * @param engine what is looked for
   * @param format of all inputs
   * @param source where their lines come from, as far as that is known
   * @param zone of dates that name none, in syslog and text
   * @param threads at least 1; with 1, everything happens in the caller's thread
   */
  public Scan(Engine engine, ScanFormat format, LogSource source, ZoneId zone, int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads: " + threads);
    }
    this.format = format;
    this.source = source;
    this.threads = threads;
    this.correlator = engine.correlator(CorrelationLimits.DEFAULT);
    this.scanners = new ArrayBlockingQueue<>(threads);
    for (int i = 0; i < threads; i++) {
      scanners.add(new BlockScan(engine.scanner(), this.source, zone));
    }
  }

  /**
   * Scans.
   *
   * @return what was scanned
   * @throws IOException if the sink could not take a hit
   * @throws InterruptedException if this thread was interrupted
   */
  public ScanTotals run(List<ScanInput> inputs, ScanSink sink)
      throws IOException, InterruptedException {
    var totals = new ScanTotals();
    int waiting = inputs.size() > 1 ? Correlating.MAX_WAITING : 0;
    var correlating = new Correlating(correlator, totals, sink, waiting);
    if (threads == 1) {
      for (ScanInput input : inputs) {
        scan(input, new Told(input.name(), sink, totals, correlating), Runnable::run);
      }
      correlating.end();
      return totals;
    }
    try (ExecutorService pool =
        Executors.newFixedThreadPool(
            threads, Thread.ofPlatform().name("scan-", 0).daemon().factory())) {
      for (ScanInput input : inputs) {
        scan(input, new Told(input.name(), sink, totals, correlating), pool);
      }
    }
    correlating.end();
    return totals;
  }

  private void scan(ScanInput input, Told told, Executor pool)
      throws IOException, InterruptedException {
    told.totals.input();
    var running = new ArrayDeque<Future<BlockScan.Result>>();
    try (var reading = Reading.open(input, format)) {
      for (Block block = reading.next(); block != null; block = reading.next()) {
        Block toScan = block;
        var task =
            new FutureTask<>(() -> {
              var result = scan(toScan, input.writtenAt());
              reading.recycle(toScan);
              return result;
            });
        running.add(task);
        pool.execute(task);
        if (running.size() > 2 * threads || threads == 1) {
          told.tell(running.remove());
        }
      }
      while (!running.isEmpty()) {
        told.tell(running.remove());
      }
      reading.end(told.totals, told.sink);
    }
  }

  private BlockScan.Result scan(Block block, Instant writtenAt) throws InterruptedException {
    BlockScan scanner = scanners.take();
    try {
      return scanner.scan(block, writtenAt);
    } finally {
      scanners.add(scanner);
    }
  }

  /** Tells the matches of one input, in order. */
  private static final class Told {

    private final String input;
    private final ScanSink sink;
    private final ScanTotals totals;
    private final Correlating correlating;
    private long lines;

    Told(String input, ScanSink sink, ScanTotals totals, Correlating correlating) {
      this.correlating = correlating;
      this.input = input;
      this.sink = sink;
      this.totals = totals;
    }

    void tell(Future<BlockScan.Result> scanned) throws IOException, InterruptedException {
      BlockScan.Result result;
      try {
        result = scanned.get();
      } catch (ExecutionException failed) {
        throw new IllegalStateException(failed.getCause());
      }
      int heard = 0;
      for (BlockScan.Found one : result.found()) {
        while (heard < result.heard().size() && result.heard().get(heard).line() < one.line()) {
          correlate(result.heard().get(heard++));
        }
        switch (one.match()) {
          case IndicatorMatch indicator -> totals.indicator();
          case SigmaMatch rule -> totals.rule();
          case CorrelationMatch impossible -> throw new IllegalStateException("in one line");
        }
        String time = one.time() == null ? null : one.time().text();
        sink.hit(new ScanHit(input, lines + one.line() + 1, one.offset(), one.match(), time));
      }
      while (heard < result.heard().size()) {
        correlate(result.heard().get(heard++));
      }
      lines += result.lines();
      totals.block(result);
      sink.progress(result.lines(), result.bytes());
    }

    private void correlate(BlockScan.Heard one) throws IOException {
      correlating.add(input, lines + one.line() + 1, one);
    }
  }
}
