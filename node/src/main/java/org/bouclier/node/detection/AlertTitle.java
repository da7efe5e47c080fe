package org.bouclier.node.detection;

/** An alert in one line of French, for those who read it outside its page. */
final class AlertTitle {

  private AlertTitle() {}

  /**
   * @param title the rule's title, or the value of the indicator
   */
  static String of(AlertKind kind, String observable, String title) {
    return switch (kind) {
      case RULE -> title;
      case INDICATOR ->
          observable.equals(AlertKey.MANY)
              ? "Indicateur vu sous de nombreuses formes : " + title
              : "Indicateur vu : " + observable;
    };
  }
}
