package org.bouclier.border;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;

/** The policies that a node has before its authorities write their own. */
public final class StandardPolicy {

  private StandardPolicy() {}

  /**
   * The text for one state: what TLP, PAP and the minimisation of personal data ask of all, then
   * what names its own law.
   *
   * @param state code of the state that decides; any other than {@code ML}, {@code BF} and {@code
   *     NE} has internal policies only
   */
  public static String textOf(String state) {
    var own =
        switch (state) {
          case "ML", "BF", "NE" -> state;
          default -> "autre";
        };
    return read("commune.cedar") + "\n" + read(own + ".cedar");
  }

  private static String read(String name) {
    try (var file = StandardPolicy.class.getResourceAsStream("policies/" + name)) {
      if (file == null) {
        throw new IllegalStateException("the program lacks " + name);
      }
      return new String(file.readAllBytes(), UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
