package org.bouclier.node.site;

/** A place that was named cannot be used as it is named. */
public final class UnusablePlaceException extends Exception {

  private static final long serialVersionUID = 1;

  private final String french;

  UnusablePlaceException(String french, String english) {
    super(english);
    this.french = french;
  }

  /** Why, in French; {@link #getMessage} says it in English. */
  public String french() {
    return french;
  }
}
