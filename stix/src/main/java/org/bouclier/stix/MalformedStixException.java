package org.bouclier.stix;

import java.util.List;

/** Input that is not a STIX object. Carries every problem found, the first one in its message. */
public final class MalformedStixException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final transient List<StixProblem> problems;

  MalformedStixException(List<StixProblem> problems) {
    super(problems.getFirst().toString());
    this.problems = List.copyOf(problems);
  }

  MalformedStixException(StixProblem problem) {
    this(List.of(problem));
  }

  /** What is wrong; at least one. */
  public List<StixProblem> problems() {
    return problems;
  }
}
