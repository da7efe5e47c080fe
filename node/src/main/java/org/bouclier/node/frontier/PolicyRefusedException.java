package org.bouclier.node.frontier;

/** Something about a policy that is not done. Its message is French, for whoever asked. */
final class PolicyRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final String code;

  PolicyRefusedException(String code, String message) {
    super(message);
    this.code = code;
  }

  /** Stable, as in {@code policy.own}. */
  String code() {
    return code;
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
