package org.bouclier.node.command;

import java.nio.file.Path;
import java.util.regex.Pattern;

/** Words of a command that a person will paste into a shell. */
final class ShellText {

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:@%+=,-]+");

  private ShellText() {}

  /** One word, quoted if the shell would read it as something else. */
  static String word(Object text) {
    String plain = text.toString();
    return PLAIN.matcher(plain).matches() ? plain : "'" + plain.replace("'", "'\\''") + "'";
  }

  /** Stops the node of a directory and starts it again. */
  static String restart(Path data) {
    String option = " --data " + word(data);
    return "bouclier stop" + option + " ; bouclier start" + option;
  }
}
