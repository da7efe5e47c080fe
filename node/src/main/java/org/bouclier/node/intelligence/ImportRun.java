package org.bouclier.node.intelligence;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.bouclier.node.intelligence.Outcome.Result;
import org.jspecify.annotations.Nullable;

/**
 * One import under way: gathers what the reading finds into batches, stores them or only says what
 * storing would do, and counts. For one thread.
 *
 * <p>One that reads ahead stores a batch while the next is being read: reading is Java's work and
 * storing PostgreSQL's, so each has a core. The batches are stored in their order, one at a time.
 */
final class ImportRun implements ImportSink {

  private final Store store;
  private final Source source;
  private final Acceptance acceptance;
  private final @Nullable Foreseen foreseen;
  private final ImportReport.Tally tally;
  private final Runnable afterBatch;
  private final boolean ahead;
  private final List<Draft> batch = new ArrayList<>();
  private final Set<String> ids = new HashSet<>();
  private @Nullable FutureTask<List<Outcome>> storing;

  private ImportRun(
      Store store,
      Source source,
      Acceptance acceptance,
      @Nullable Foreseen foreseen,
      ImportReport.Tally tally,
      Runnable afterBatch,
      boolean ahead) {
    this.store = store;
    this.source = source;
    this.acceptance = acceptance;
    this.foreseen = foreseen;
    this.tally = tally;
    this.afterBatch = afterBatch;
    this.ahead = ahead;
  }

  /** An import that stores, within the caller's transaction if there is one. */
  static ImportRun real(
      Store store, Source source, Acceptance acceptance, ImportReport.Tally tally) {
    return new ImportRun(store, source, acceptance, null, tally, () -> {}, false);
  }

  /** An import that stores while it reads ahead, each batch in a transaction of its own. */
  static ImportRun ahead(
      Store store,
      Source source,
      Acceptance acceptance,
      ImportReport.Tally tally,
      Runnable afterBatch) {
    return new ImportRun(store, source, acceptance, null, tally, afterBatch, true);
  }

  /** An import that only says what it would do. */
  static ImportRun dry(
      Store store,
      Source source,
      Acceptance acceptance,
      ImportReport.Tally tally,
      Runnable afterBatch) {
    return new ImportRun(store, source, acceptance, new Foreseen(), tally, afterBatch, false);
  }

  @Override
  public void take(Draft draft) {
    if (batch.size() == Store.BATCH || !ids.add(draft.id())) {
      hand(); // two versions of one object go in two batches, in their order
      ids.add(draft.id());
    }
    batch.add(draft);
  }

  @Override
  public void refuse(Outcome refusal) {
    tally.add(refusal);
  }

  /** Stores what waits, and returns once it is stored. To be called at the end. */
  void flush() {
    hand();
    settle();
    afterBatch.run();
  }

  /** Gives the batch to be stored, once the one before it is. */
  private void hand() {
    settle();
    if (!batch.isEmpty()) {
      var full = List.copyOf(batch);
      batch.clear();
      var task = new FutureTask<>(() -> stored(full));
      storing = task;
      if (ahead) {
        Thread.ofVirtual().name("import-storing").start(task);
      } else {
        task.run();
        settle();
      }
    }
    ids.clear();
  }

  /** Waits for the batch being stored, if there is one, and counts what became of it. */
  private void settle() {
    var task = storing;
    if (task == null) {
      return;
    }
    storing = null;
    outcomes(task).forEach(tally::add);
    afterBatch.run();
  }

  private static List<Outcome> outcomes(FutureTask<List<Outcome>> task) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException later) {
          interrupted = true; // a batch that was handed over is waited for
        } catch (ExecutionException failed) {
          if (failed.getCause() instanceof RuntimeException refusal) {
            throw refusal;
          }
          throw new IllegalStateException(failed.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private List<Outcome> stored(List<Draft> drafts) {
    return foreseen == null ? store.write(drafts, source, acceptance) : foresee(foreseen, drafts);
  }

  private List<Outcome> foresee(Foreseen seen, List<Draft> drafts) {
    var before = store.before(drafts);
    var outcomes = new ArrayList<Outcome>();
    for (Draft draft : drafts) {
      var known = before.get(draft.id());
      var earlier = seen.find(draft.id());
      if (earlier != null) {
        known =
            new Verdict.Before(
                source.id(),
                source.isPeer(),
                earlier.modified(),
                earlier.digest(),
                known == null ? draft.tlp() : known.tlp(),
                earlier.revoked());
      }
      var outcome = Store.outcome(draft, source, acceptance, known);
      if (outcome.result() == Result.ACCEPTED || outcome.result() == Result.UPDATED) {
        seen.put(draft);
      }
      outcomes.add(outcome);
    }
    return outcomes;
  }
}
