package org.bouclier.node.demo;

/** What the demonstration waited for did not come. */
final class StepDidNotHappenException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StepDidNotHappenException(String what) {
    super(what);
  }
}
