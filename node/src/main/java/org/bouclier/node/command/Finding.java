package org.bouclier.node.command;

/**
 * What one check found.
 *
 * @param code stable, as in {@code disk.space}
 * @param level how bad it is
 * @param french the sentence
 * @param english the same
 * @param repair a command to type, or the option or file to change; empty when nothing is wrong
 */
record Finding(String code, Level level, String french, String english, String repair) {

  /** How bad it is. */
  enum Level {
    GOOD,
    /** The node works; it would work better otherwise. */
    ADVICE,
    /** The node does not start, loses data or shows secrets. */
    FAILURE
  }

  static Finding good(String code, String french, String english) {
    return new Finding(code, Level.GOOD, french, english, "");
  }

  static Finding advice(String code, String french, String english, String repair) {
    return new Finding(code, Level.ADVICE, french, english, repair);
  }

  static Finding failure(String code, String french, String english, String repair) {
    return new Finding(code, Level.FAILURE, french, english, repair);
  }

  String text(Speech speech) {
    return speech.say(french, english);
  }
}
