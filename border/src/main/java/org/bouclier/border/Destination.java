package org.bouclier.border;

/**
 * To whom an object would go.
 *
 * @param state code of the state that receives it, e.g. {@code BF}; empty for the public
 * @param territory where that is, seen from the state that decides
 * @param audience who will read it there
 */
public record Destination(String state, Territory territory, Audience audience) {

  /**
   * Checks that the three go together.
   *
   * @throws IllegalArgumentException if the public has a state, if a state is missing, or if the
   *     members of the confederation are said to be in a third state
   */
  public Destination {
    boolean isPublic = audience == Audience.PUBLIC;
    if (isPublic != state.isEmpty() || (isPublic && territory != Territory.THIRD)) {
      throw new IllegalArgumentException("the public has no state and is everywhere");
    }
    if (audience == Audience.MEMBERS && territory == Territory.THIRD) {
      throw new IllegalArgumentException("a third state is not a member");
    }
  }

  /** Everybody, everywhere. */
  public static Destination toPublic() {
    return new Destination("", Territory.THIRD, Audience.PUBLIC);
  }

  /** The national team of another state of the confederation, and those whom it protects. */
  public static Destination member(String state) {
    return new Destination(state, Territory.MEMBER, Audience.MEMBERS);
  }

  /** The same place, for others. */
  public Destination withAudience(Audience other) {
    return other == Audience.PUBLIC ? toPublic() : new Destination(state, territory, other);
  }
}
