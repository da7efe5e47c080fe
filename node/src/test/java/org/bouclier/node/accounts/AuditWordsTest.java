package org.bouclier.node.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class AuditWordsTest {

  private static final Pattern RECORDED =
      Pattern.compile("(?:audit|register)\\.record\\([^;]*?\"([a-z-]+\\.[a-z-]+)\"");

  @Test
  void every_act_that_a_desk_records_has_a_french_name() throws IOException {
    var acts = new TreeSet<String>();
    try (var files = Files.walk(Path.of("src/main/java"))) {
      for (Path file : files.filter(one -> one.toString().endsWith(".java")).toList()) {
        var found = RECORDED.matcher(Files.readString(file));
        while (found.find()) {
          acts.add(found.group(1));
        }
      }
    }
    assertThat(acts).as("acts were found").hasSizeGreaterThan(20);
    assertThat(acts).allSatisfy(act -> assertThat(AuditWords.act(act)).isNotEqualTo(act));
  }
}
