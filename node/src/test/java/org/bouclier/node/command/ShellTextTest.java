package org.bouclier.node.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person is told to paste means the same to a real shell. */
class ShellTextTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"/var/lib/bouclier", "/home/a b/données", "l'été", "$(id)", "a;b", "*", "\"x\""})
  void a_word_is_one_word_to_the_shell(String text) throws Exception {
    var shell = new ProcessBuilder("sh", "-c", "printf '%s' " + ShellText.word(text)).start();
    assertThat(new String(shell.getInputStream().readAllBytes(), UTF_8)).isEqualTo(text);
    assertThat(shell.waitFor()).isZero();
  }

  @Test
  void a_plain_path_stays_as_it_is() {
    assertThat(ShellText.restart(Path.of("/srv/ml")))
        .isEqualTo("bouclier stop --data /srv/ml ; bouclier start --data /srv/ml");
  }
}
