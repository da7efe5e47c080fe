package org.bouclier.node.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretFileTest {

  @TempDir private Path directory;

  @Test
  void a_secret_is_closed_to_others_even_where_an_open_file_was() throws IOException {
    Path file = directory.resolve("password");
    Files.writeString(file, "old");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    Files.writeString(file.resolveSibling("password.new"), "left by a power cut");

    SecretFile.write(file, "nœud");

    assertThat(file).hasContent("nœud");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(directory.resolve("password.new")).doesNotExist();
  }

  @Test
  void one_directory_has_one_worker_at_a_time() throws IOException {
    var first = DirectoryLock.take(directory).orElseThrow();

    assertThat(DirectoryLock.take(directory)).isEmpty();
    first.close();
    assertThat(DirectoryLock.take(directory)).isPresent().get().satisfies(DirectoryLock::close);
  }

  @Test
  void the_control_token_accepts_itself_alone_and_is_never_printed() {
    var token = ControlToken.random();

    assertThat(token.accepts(token.value())).isTrue();
    assertThat(token.accepts("")).isFalse();
    assertThat(token.accepts(token.value() + "0")).isFalse();
    assertThat(token.accepts(ControlToken.random().value())).isFalse();
    assertThat(token.value()).matches("[0-9a-f]{64}");
    assertThat(token.toString()).doesNotContain(token.value());
  }
}
