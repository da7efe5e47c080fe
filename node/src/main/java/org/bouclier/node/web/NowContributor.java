package org.bouclier.node.web;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a desk brings to the overview ("Maintenant"). The page knows no desk: each desk that has
 * something to say there registers one bean of this type. Called at each view of the page, from
 * many threads: answers in a few milliseconds, from the desk's own tables. A contributor says
 * nothing to a person who may not read what it tells ({@link Page#can}).
 */
public interface NowContributor {

  /**
   * The desk's headline figures for the person who looks, in the order they are shown.
   *
   * @param page the page being drawn: its words, its zone, who looks
   */
  default List<Figure> figures(Page page) {
    return List.of();
  }

  /** What waits for the person who looks; empty when nothing does. */
  default List<Waiting> waiting(Page page) {
    return List.of();
  }

  /** A part of the page that refreshes by itself; empty when there is none for this person. */
  default Optional<Panel> panel(Page page) {
    return Optional.empty();
  }

  /**
   * A number that links to its list.
   *
   * @param statement the sentence that opens the page when {@code tone} is not calm, already in the
   *     reader's language; empty when calm
   */
  record Figure(String label, long value, String href, Tone tone, String statement) {

    /** A figure that calls for nothing. */
    public static Figure calm(String label, long value, String href) {
      return new Figure(label, value, href, Tone.CALM, "");
    }
  }

  /** One thing that somebody must do. */
  record Waiting(String text, String href) {}

  /**
   * A desk's own fragment of the page.
   *
   * @param title its heading, in the reader's language
   * @param href the whole list behind it
   * @param fragment the URL that gives the fragment alone, for refreshing
   * @param topic the {@link LiveStream} topic at which it refreshes
   * @param template the fragment's template
   * @param model what the template takes, beside {@code page}
   */
  record Panel(
      String title,
      String href,
      String fragment,
      String topic,
      String template,
      Map<String, Object> model) {}

  /** How a figure is to be read: told by a mark, and then by colour. */
  enum Tone {
    CALM("●"),
    ATTENTION("▲"),
    HARM("◆");

    private final String mark;

    Tone(String mark) {
      this.mark = mark;
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
