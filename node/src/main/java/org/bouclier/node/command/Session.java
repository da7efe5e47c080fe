package org.bouclier.node.command;

import java.io.PrintStream;
import java.time.Clock;

/**
 * What every verb is given.
 *
 * @param speech the person's language
 * @param out for answers
 * @param err for refusals and progress
 * @param clock what time it is
 */
record Session(Speech speech, PrintStream out, PrintStream err, Clock clock) {

  /** An answer. */
  void answer(String french, String english) {
    out.println(speech.say(french, english));
  }

  /** Why something was not done. */
  void refuse(String french, String english) {
    err.println("bouclier : " + speech.say(french, english));
  }
}
