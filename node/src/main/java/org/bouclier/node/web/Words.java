package org.bouclier.node.web;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * The English of each French sentence, read once from {@code words/*.en.po}. The French sentence is
 * its own key, so a page reads as it shows, and a sentence without translation shows in French. The
 * files are gettext's PO, one {@code msgid} and one {@code msgstr} an entry, which translators'
 * tools open. Immutable.
 */
final class Words {

  private final Map<String, String> english;

  private Words(Map<String, String> english) {
    this.english = Map.copyOf(english);
  }

  /**
   * Reads every file of the class path.
   *
   * @throws IllegalStateException if a file is malformed, or two give different words to one
   *     sentence
   */
  static Words load() {
    var english = new HashMap<String, String>();
    try {
      var files =
          new PathMatchingResourcePatternResolver().getResources("classpath*:words/*.en.po");
      for (Resource file : files) {
        read(file, english);
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return new Words(english);
  }

  /** The English of a French sentence, if it was written. */
  Optional<String> english(String french) {
    return Optional.ofNullable(english.get(french));
  }

  private static void read(Resource file, Map<String, String> english) throws IOException {
    try (var lines =
        new BufferedReader(new InputStreamReader(file.getInputStream(), StandardCharsets.UTF_8))) {
      String french = "";
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (line.isBlank() || line.startsWith("#")) {
          continue;
        }
        String where = file.getFilename() + ":" + number;
        if (line.startsWith("msgid ")) {
          french = unquote(line.substring(6), where);
        } else if (line.startsWith("msgstr ")) {
          String translation = unquote(line.substring(7), where);
          var former = french.isEmpty() ? null : english.put(french, translation);
          if (former != null && !former.equals(translation)) {
            throw new IllegalStateException(where + ": another file translates it as " + former);
          }
        } else {
          throw new IllegalStateException(where + ": neither msgid nor msgstr on one line");
        }
      }
    }
  }

  private static String unquote(String quoted, String where) {
    if (quoted.length() < 2 || !quoted.startsWith("\"") || !quoted.endsWith("\"")) {
      throw new IllegalStateException(where + ": not between quotes");
    }
    return quoted
        .substring(1, quoted.length() - 1)
        .replace("\\\"", "\"")
        .replace("\\n", "\n")
        .replace("\\\\", "\\");
  }
}
