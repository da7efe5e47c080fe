package org.bouclier.node.web;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The link line and the map: each peer with its state. One bean, brought by the federation desk;
 * called at each page, so it answers from memory.
 */
public interface PeerLinks {

  /** The peers, ordered by code. */
  List<Link> links();

  /**
   * One peer as the link line shows it.
   *
   * @param code its state code
   * @param city how people name it
   * @param state what is known of it now
   * @param lastVerified when its ledger was last verified up to its end; null if never
   * @param sent entries of ours that name it as recipient
   * @param received entries accepted from it
   */
  record Link(
      String code,
      String city,
      State state,
      @Nullable Instant lastVerified,
      long sent,
      long received) {}

  /** The state of a link, with the French words that the link line shows. */
  enum State {
    /** Reached lately and verified up to its last checkpoint. */
    CURRENT("à jour", "●"),
    /** Reached, entries still to pull. */
    LATE("en retard", "◐"),
    /** Not reached for a while. */
    UNREACHED("sans lien", "○"),
    /** Refused: its ledger does not verify. */
    REFUSED("registre refusé", "✕");

    private final String label;
    private final String mark;

    State(String label, String mark) {
      this.label = label;
      this.mark = mark;
    }

    /** The French words; pages pass them through {@link Page#say}. */
    public String label() {
      return label;
    }

    /** The mark that tells it without colour. */
    public String mark() {
      return mark;
    }

    /** The class of its element in the style sheet. */
    public String style() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }
}
