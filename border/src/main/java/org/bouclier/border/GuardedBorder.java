package org.bouclier.border;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A border whose faults are refusals: no exception, and no missing fact, lets anything through. */
public final class GuardedBorder implements Border {

  /** What a refusal cites when it was a fault that decided. */
  public static final Rule FAULT =
      new Rule(
          "frontiere-erreur",
          "La frontière n’a pas pu décider : rien ne sort.",
          "",
          "",
          Rule.Status.INTERNAL_POLICY);

  private final Border inner;

  /** Guards a border. */
  public GuardedBorder(Border inner) {
    this.inner = inner;
  }

  /** A border that refuses everything: its policy cannot be read. */
  public static Border closed() {
    return CLOSED;
  }

  private static final Border CLOSED =
      new GuardedBorder(
          new Border() {
            @Override
            public Decision decide(Request request) {
              throw new IllegalStateException("no policy");
            }

            @Override
            public List<Rule> rules() {
              return List.of();
            }

            @Override
            public String policyHash() {
              return "0".repeat(64);
            }
          });

  @Override
  public Decision decide(@Nullable Request request) {
    if (request == null) {
      return refusal();
    }
    try {
      return inner.decide(request);
    } catch (RuntimeException | StackOverflowError fault) {
      return refusal();
    }
  }

  private Decision refusal() {
    return new Decision.Refused(
        Decision.Reason.FAILURE, List.of(FAULT), List.of(), inner.policyHash());
  }

  @Override
  public List<Rule> rules() {
    return inner.rules();
  }

  @Override
  public String policyHash() {
    return inner.policyHash();
  }
}
