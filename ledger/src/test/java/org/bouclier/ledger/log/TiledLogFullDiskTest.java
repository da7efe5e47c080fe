package org.bouclier.ledger.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No space for each operation in turn: the log says so, stays readable, and goes on afterwards. */
class TiledLogFullDiskTest {

  private static final NoteSigner SIGNER =
      NoteSigner.generate("registre.example.ne", SignatureType.ED25519, new SecureRandom());

  @TempDir Path temporary;

  @Test
  void whatever_fails_the_log_is_as_before_or_says_that_it_must_be_opened_again()
      throws IOException {
    var unchanged = new TreeSet<String>();
    var unknown = new TreeSet<String>();
    for (int before = 0; ; before++) {
      var directory = Files.createDirectory(temporary.resolve("d" + before));
      try (var log = TiledLog.open(directory, SIGNER, new FastDisk())) {
        log.append(TiledLogTest.leaves(0, 200));
      }
      var disk = new FullDisk(before + 1); // opening syncs once
      try (var log = TiledLog.open(directory, SIGNER, disk)) {
        try {
          log.append(TiledLogTest.leaves(200, 300));
          break;
        } catch (IOException full) {
          assertThat(full).hasMessageMatching("No space left on device|.*open the log again");
        }
        assertThat(log.size()).isEqualTo(200);
        assertThat(log.reader().advance(null).size()).isEqualTo(200);
        assertThat(list(directory)).noneMatch(name -> name.matches("[0-9]+\\.tmp"));
        if (goesOn(log)) {
          unchanged.add(disk.failed());
        } else {
          unknown.add(disk.failed());
        }
      }
      assertReopens(directory);
    }
    assertThat(unchanged)
        .contains("write 0.tmp", "write 3.tmp", "write signed.tmp", "createDirectory 001.p")
        .contains("rename 000", "rename 44", "sync 0", "sync entries");
    assertThat(unknown)
        .containsExactlyInAnyOrder(
            "rename signed", "sync .state", "write checkpoint.tmp", "rename checkpoint");
  }

  private static boolean goesOn(TiledLog log) throws IOException {
    try {
      assertThat(log.append(TiledLogTest.leaves(200, 300))).isEqualTo(200);
      return true;
    } catch (IOException refused) {
      assertThat(refused).hasMessageContaining("not appended: the log must be opened again");
      return false;
    }
  }

  private static void assertReopens(Path directory) throws IOException {
    try (var log = TiledLog.open(directory, SIGNER, new FastDisk())) {
      long size = log.size();
      assertThat(size).isIn(200L, 300L);
      log.append(TiledLogTest.leaves(size, 400));
      assertThat(log.reader().entries(log.checkpoint(), 0, 400))
          .usingElementComparator(Arrays::compare)
          .isEqualTo(TiledLogTest.leaves(0, 400));
    }
    assertThat(list(directory)).noneMatch(name -> name.endsWith(".tmp"));
  }

  private static List<String> list(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.map(path -> path.getFileName().toString()).toList();
    }
  }

  @Test
  void a_file_system_that_is_really_full_gives_an_error_and_takes_entries_again_later()
      throws Exception {
    var mounted = Files.createDirectory(temporary.resolve("small"));
    Assumptions.assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", mounted.toString()),
        "SKIPPED: mounting a small file system needs root");
    try {
      var ballast = mounted.resolve("ballast");
      Files.write(ballast, new byte[300_000]);
      var directory = Files.createDirectory(mounted.resolve("log"));
      try (var log = TiledLog.open(directory, SIGNER)) {
        long[] fitted = {0};
        assertThatThrownBy(
                () -> {
                  while (true) {
                    log.append(new byte[20_000]);
                    fitted[0]++;
                  }
                })
            .isInstanceOf(IOException.class);
        assertThat(fitted[0]).isPositive();
        assertThat(log.size()).isEqualTo(fitted[0]);
        assertThat(log.reader().entries(log.reader().advance(null), 0, fitted[0]))
            .hasSize((int) fitted[0]);
        Files.delete(ballast);
        assertThat(log.append(new byte[] {1})).isEqualTo(fitted[0]);
      }
      try (var log = TiledLog.open(directory, SIGNER)) {
        assertThat(log.size()).isGreaterThan(1);
      }
    } finally {
      run("umount", mounted.toString());
    }
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(new ArrayList<>(Arrays.asList(command)))
            .redirectErrorStream(true)
            .start();
    process.getInputStream().readAllBytes();
    return process.waitFor() == 0;
  }
}
