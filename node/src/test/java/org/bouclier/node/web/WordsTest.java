package org.bouclier.node.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.bouclier.node.accounts.AuditWords;
import org.junit.jupiter.api.Test;

/** Reads the sources of every page: a sentence that is said must have its English. */
class WordsTest {

  private static final Pattern SAID =
      Pattern.compile("\\bpage\\.say\\(\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");
  private static final Pattern STRAIGHT_APOSTROPHE = Pattern.compile("\\p{L}'\\p{L}");

  @Test
  void every_sentence_of_the_pages_has_its_english() throws IOException {
    var words = Words.load();
    var untranslated = new TreeSet<String>();
    var said = said();
    said.keySet().stream()
        .filter(french -> words.english(french).isEmpty())
        .forEach(french -> untranslated.add(french + "   <- " + said.get(french)));

    AuditWords.all().stream()
        .filter(french -> words.english(french).isEmpty())
        .forEach(untranslated::add);

    assertThat(said).as("sentences were found").hasSizeGreaterThan(30);
    assertThat(untranslated).isEmpty();
  }

  @Test
  void every_sentence_has_french_apostrophes() throws IOException {
    assertThat(said().keySet()).noneMatch(french -> STRAIGHT_APOSTROPHE.matcher(french).find());
  }

  @Test
  void a_translation_keeps_the_places_of_the_arguments() throws IOException {
    var words = Words.load();
    for (String french : said().keySet()) {
      for (int i = 0; i < 6; i++) {
        String place = "{" + i + "}";
        String english = words.english(french).orElse(french);
        assertThat(english.contains(place)).as(french).isEqualTo(french.contains(place));
      }
    }
  }

  /** Each sentence with one place where it is said. */
  private static Map<String, String> said() throws IOException {
    var said = new TreeMap<String, String>();
    for (Path root : new Path[] {Path.of("src/main/java"), Path.of("src/main/jte")}) {
      try (var files = Files.walk(root)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          var found = SAID.matcher(Files.readString(file));
          while (found.find()) {
            said.put(found.group(1).replace("\\\"", "\""), file.toString());
          }
        }
      }
    }
    return said;
  }
}
