package org.bouclier.node.intelligence;

import java.util.Locale;

/**
 * What became of one thing that was read.
 *
 * @param line of the input, from 1; 0 if unknown
 * @param code stable code of the reason; empty for a plain acceptance
 * @param reason in French, without final stop; may be empty
 * @param excerpt what it was, for the person who must correct it; at most 200 chars
 */
public record Outcome(long line, Result result, String code, String reason, String excerpt) {

  /** The four words of a report. */
  public enum Result {
    ACCEPTED("accepté"),
    UPDATED("mis à jour"),
    DUPLICATE("déjà connu"),
    REJECTED("rejeté");

    private final String label;

    Result(String label) {
      this.label = label;
    }

    /** The French word; pages pass it through {@code Page.say}. */
    public String label() {
      return label;
    }

    /** Its name in the API, as in {@code accepted}. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Outcome of(Draft draft, Result result) {
    return new Outcome(draft.line(), result, "", "", excerpt(draft.name()));
  }

  static Outcome of(Draft draft, Result result, String code, String reason) {
    return new Outcome(draft.line(), result, code, reason, excerpt(draft.name()));
  }

  static Outcome rejected(long line, Refusal refusal, String text) {
    return new Outcome(line, Result.REJECTED, refusal.code(), refusal.reason(), excerpt(text));
  }

  private static String excerpt(String text) {
    String printable = text.replaceAll("\\p{Cntrl}", "\uFFFD");
    return printable.length() <= 200 ? printable : printable.substring(0, 199) + "…";
  }
}
