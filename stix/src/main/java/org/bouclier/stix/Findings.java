package org.bouclier.stix;

import java.util.ArrayList;
import java.util.List;
import org.bouclier.stix.StixProblem.Code;

/** Collects what is wrong with one object; stops counting at a thousand. */
final class Findings {

  private static final int MAX = 1_000;

  private final String objectId;
  private final List<StixProblem> problems = new ArrayList<>();

  Findings(String objectId) {
    this.objectId = objectId;
  }

  void add(String property, Code code, String message) {
    if (problems.size() < MAX) {
      problems.add(StixProblem.of(objectId, property, code, message));
    }
  }

  List<StixProblem> problems() {
    return List.copyOf(problems);
  }
}
