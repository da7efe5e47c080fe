package org.bouclier.node.federation;

/**
 * A text that was given as a peer's card and is none. The message is French, for whoever pasted it.
 */
public final class MalformedCardException extends IllegalArgumentException {

  private static final long serialVersionUID = 1;

  private final String field;

  /**
   * Names the field and what it should be.
   *
   * @param field its name in the JSON text; empty if the whole is unreadable
   */
  public MalformedCardException(String field, String expected) {
    super(field.isEmpty() ? expected : "champ « " + field + " » : " + expected);
    this.field = field;
  }

  /** The field at fault. */
  public String field() {
    return field;
  }
}
