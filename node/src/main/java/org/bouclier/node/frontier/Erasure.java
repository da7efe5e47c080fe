package org.bouclier.node.frontier;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An order to erase, as pages show it.
 *
 * @param crossing a line of the register that speaks of what was erased
 * @param erased index of the leaf whose content was erased
 * @param order index of the order's own leaf; -1 while it is being written
 * @param law as the person wrote it; empty: internal policy
 * @param decision number of the authority's act
 */
public record Erasure(
    UUID id,
    UUID crossing,
    long erased,
    long order,
    String law,
    String decision,
    Instant dueAt,
    String orderedBy,
    Instant orderedAt,
    List<Answer> answers) {

  /** Copies the list. */
  public Erasure {
    answers = List.copyOf(answers);
  }

  /**
   * What one state that had received it answered.
   *
   * @param sealed whether the order could be sealed to it
   * @param index of its answer in its own ledger; null if it has not answered
   * @param objects how many it deleted; null if it has not answered
   */
  public record Answer(
      String destination,
      boolean sealed,
      @Nullable Long index,
      @Nullable Long objects,
      @Nullable Instant at) {}

  /** Whether an answer is still awaited after the time that was given. */
  public boolean isOverdue(Answer answer, Instant now) {
    return answer.index() == null && now.isAfter(dueAt);
  }
}
