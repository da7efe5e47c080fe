package org.bouclier.node.web;

import java.util.List;

/**
 * What a desk brings to the overview ("Maintenant"). The page knows no desk: each desk that has
 * something to say there registers one bean of this type. Called at each view of the page, from
 * many threads: answers in a few milliseconds, from the desk's own tables.
 */
public interface NowContributor {

  /**
   * The desk's headline figures for the person who looks, in the order they are shown.
   *
   * @param page the page being drawn: its words, its zone, who looks
   */
  List<Figure> figures(Page page);

  /** What waits for the person who looks; empty when nothing does. */
  default List<Waiting> waiting(Page page) {
    return List.of();
  }

  /** A number that links to its list. */
  record Figure(String label, long value, String href, Tone tone) {}

  /** One thing that somebody must do. */
  record Waiting(String text, String href) {}

  /** How a figure is to be read: told by a mark and a word, and then by colour. */
  enum Tone {
    CALM,
    ATTENTION,
    HARM
  }
}
