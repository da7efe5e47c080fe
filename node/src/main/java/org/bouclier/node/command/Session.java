package org.bouclier.node.command;

import java.io.Console;
import java.io.PrintStream;
import java.time.Clock;
import java.util.Optional;

/**
 * What every verb is given.
 *
 * @param speech the person's language
 * @param out for answers
 * @param err for refusals and progress
 * @param clock what time it is
 */
record Session(Speech speech, PrintStream out, PrintStream err, Clock clock) {

  /** Whether a person looks on: progress is then shown. */
  boolean isTerminal() {
    return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
  }

  /** An answer. */
  void answer(String french, String english) {
    out.println(speech.say(french, english));
  }

  /** Why something was not done. */
  void refuse(String french, String english) {
    err.println("bouclier : " + speech.say(french, english));
  }
}
