package org.bouclier.node.intelligence;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bouclier.node.intelligence.Outcome.Result;
import org.jspecify.annotations.Nullable;

/**
 * One import under way: gathers what the reading finds into batches, stores them or only says what
 * storing would do, and counts. For one thread.
 */
final class ImportRun implements ImportSink {

  private final Store store;
  private final Source source;
  private final Acceptance acceptance;
  private final @Nullable Foreseen foreseen;
  private final ImportReport.Tally tally;
  private final Runnable afterBatch;
  private final List<Draft> batch = new ArrayList<>();
  private final Set<String> ids = new HashSet<>();

  private ImportRun(
      Store store,
      Source source,
      Acceptance acceptance,
      @Nullable Foreseen foreseen,
      ImportReport.Tally tally,
      Runnable afterBatch) {
    this.store = store;
    this.source = source;
    this.acceptance = acceptance;
    this.foreseen = foreseen;
    this.tally = tally;
    this.afterBatch = afterBatch;
  }

  /** An import that stores. */
  static ImportRun real(
      Store store,
      Source source,
      Acceptance acceptance,
      ImportReport.Tally tally,
      Runnable afterBatch) {
    return new ImportRun(store, source, acceptance, null, tally, afterBatch);
  }

  /** An import that only says what it would do. */
  static ImportRun dry(
      Store store,
      Source source,
      Acceptance acceptance,
      ImportReport.Tally tally,
      Runnable afterBatch) {
    return new ImportRun(store, source, acceptance, new Foreseen(), tally, afterBatch);
  }

  @Override
  public void take(Draft draft) {
    if (batch.size() == Store.BATCH || !ids.add(draft.id())) {
      flush(); // two versions of one object go in two batches, in their order
      ids.add(draft.id());
    }
    batch.add(draft);
  }

  @Override
  public void refuse(Outcome refusal) {
    tally.add(refusal);
  }

  /** Stores what waits. To be called at the end. */
  void flush() {
    if (!batch.isEmpty()) {
      var outcomes =
          foreseen == null ? store.write(batch, source, acceptance) : foresee(foreseen, batch);
      outcomes.forEach(tally::add);
      batch.clear();
    }
    ids.clear();
    afterBatch.run();
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
                Foreseen.instant(earlier.modifiedMicros()),
                earlier.digest(),
                known == null ? draft.tlp() : known.tlp(),
                known == null ? null : known.status());
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
