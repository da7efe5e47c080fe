package org.bouclier.border;

/**
 * A rule as people read it.
 *
 * @param id stable name, e.g. {@code tlp-rouge}
 * @param text what it says, in French, one sentence
 * @param law the text it comes from; empty if it comes from none
 * @param article its article; empty if it is not established
 * @param status what may be said of that source
 */
public record Rule(String id, String text, String law, String article, Status status) {

  /**
   * Checks that a verified rule says where it comes from.
   *
   * @throws IllegalArgumentException if it does not
   */
  public Rule {
    if (status == Status.VERIFIED && (law.isEmpty() || article.isEmpty())) {
      throw new IllegalArgumentException("a verified rule names its law and article: " + id);
    }
  }

  /** What may be said of the source of a rule. */
  public enum Status {
    /** The article was read, and says this. */
    VERIFIED("article vérifié"),
    /** A choice of the state's institutions or of the information-sharing community. */
    INTERNAL_POLICY("politique interne"),
    /** A law exists, but the article was not found: it is applied as an internal policy. */
    NOT_ESTABLISHED("non établi");

    private final String label;

    Status(String label) {
      this.label = label;
    }

    /** For people, in French. */
    public String label() {
      return label;
    }
  }
}
