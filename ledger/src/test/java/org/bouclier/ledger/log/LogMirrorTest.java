package org.bouclier.ledger.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies of a log, over links that break and from hands that are not to be trusted. */
class LogMirrorTest {

  private static final NoteSigner SIGNER =
      NoteSigner.generate("registre.example.ml", SignatureType.ED25519, new SecureRandom());

  private static final Disk DISK = new FastDisk();

  @TempDir Path temporary;

  private final MemoryLog log = new MemoryLog(SIGNER);

  private LogMirror mirror(String name) {
    return new LogMirror(temporary.resolve(name), SIGNER.verifier(), 512);
  }

  private void grow(int size) {
    log.append(TiledLogTest.leaves(log.head().size(), size));
  }

  private static void assertSameFiles(LogMirror copy, MemoryLog log) throws IOException {
    var fresh = new MemoryLog(SIGNER, TiledLogTest.leaves(0, log.head().size()));
    for (var file : fresh.files.entrySet()) {
      assertThat(Files.readAllBytes(copy.directory().resolve(file.getKey())))
          .as(file.getKey())
          .isEqualTo(file.getValue());
    }
  }

  @Test
  void a_copy_has_the_same_files_and_can_be_copied_from() throws IOException {
    var relay = mirror("relay");
    var niger = mirror("niger");
    assertThat(relay.checkpoint()).isEmpty();
    for (int size : List.of(0, 1, 255, 256, 257, 3_000, 66_000)) {
      grow(size);
      var newest = relay.pull(log, DISK);
      assertThat(newest.size()).isEqualTo(size);
      assertThat(niger.pull(TileSource.of(relay.directory()), DISK)).isEqualTo(newest);
      assertThat(niger.pull(log, DISK)).isEqualTo(newest);
    }
    assertSameFiles(relay, log);
    assertSameFiles(niger, log);
    try (Stream<Path> files = Files.walk(niger.directory())) {
      assertThat(files.map(Path::toString))
          .noneMatch(path -> path.endsWith(".tmp") || path.contains("/000.p/255"));
    }
  }

  @Test
  void a_link_that_breaks_again_and_again_still_gets_there() throws IOException {
    grow(5_000);
    var copy = mirror("copie");
    var fetched = new ArrayList<String>();
    var random = new Random(6);
    int broken = 0;
    while (true) {
      int[] left = {3 + random.nextInt(6)};
      TileSource flaky =
          (path, max) -> {
            if (left[0]-- == 0) {
              throw new IOException("the link is cut");
            }
            var bytes = log.read(path, max);
            if (path.startsWith("tile/entries")) {
              fetched.add(path);
            }
            return bytes;
          };
      try {
        copy.pull(flaky, DISK);
        break;
      } catch (IOException cut) {
        assertThat(cut).hasMessage("the link is cut");
        assertThat(copy.checkpoint()).isEmpty(); // never a head without its files
        broken++;
      }
    }
    assertThat(broken).isGreaterThan(3);
    assertThat(fetched).doesNotHaveDuplicates().hasSize(20);
    assertSameFiles(copy, log);
  }

  @Test
  void an_old_stick_does_not_take_a_copy_back() throws IOException {
    grow(300);
    var copy = mirror("copie");
    var stick = mirror("cle-usb");
    stick.pull(log, DISK);
    grow(600);
    var newest = copy.pull(log, DISK);
    assertThatThrownBy(() -> copy.pull(TileSource.of(stick.directory()), DISK))
        .isInstanceOf(RollbackException.class);
    assertThat(copy.checkpoint()).contains(newest);
  }

  @Test
  void a_forked_source_leaves_the_copy_as_it_was() throws IOException {
    grow(300);
    var copy = mirror("copie");
    var seen = copy.pull(log, DISK);
    var forked = new MemoryLog(SIGNER, TiledLogTest.leaves(1, 700));
    assertThatThrownBy(() -> copy.pull(forked, DISK)).isInstanceOf(ForkException.class);
    assertThat(copy.checkpoint()).contains(seen);
    assertSameFiles(copy, log);
  }

  @Test
  void a_source_that_gives_what_the_log_did_not_sign_is_refused_at_that_bundle()
      throws IOException {
    grow(2_000);
    var right = log.files.get("tile/entries/005").clone();
    log.files.get("tile/entries/005")[10] ^= 1;
    var copy = mirror("copie");
    assertThatThrownBy(() -> copy.pull(log, DISK))
        .isInstanceOf(DamagedLogException.class)
        .hasMessageContaining("tile/entries/005");
    assertThat(copy.directory().resolve("tile/entries/004")).exists();
    assertThat(copy.directory().resolve("tile/entries/005")).doesNotExist();
    log.files.put("tile/entries/005", right);
    copy.pull(log, DISK);
    assertSameFiles(copy, log);
  }

  @Test
  void a_bundle_that_was_damaged_here_is_fetched_again() throws IOException {
    grow(1_000);
    var copy = mirror("copie");
    var elsewhere = Files.createDirectories(copy.directory().resolve("tile/entries"));
    Files.write(elsewhere.resolve("001"), new byte[7]);
    Files.write(elsewhere.resolve("002"), new byte[8192]);
    copy.pull(log, DISK);
    assertSameFiles(copy, log);
  }

  @Test
  void signatures_of_witnesses_are_gained_and_not_lost() throws IOException {
    grow(10);
    var copy = mirror("copie");
    var bare = copy.pull(log, DISK);
    var witness =
        NoteSigner.generate(
            "temoin.example.bf", SignatureType.COSIGNATURE_ED25519, new SecureRandom());
    var cosigned =
        bare.note().with(witness.cosign(bare.note().text(), Instant.parse("2026-01-29T00:00:00Z")));
    log.files.put(TileSource.CHECKPOINT, cosigned.bytes());
    assertThat(copy.pull(log, DISK).note()).isEqualTo(cosigned);
    log.files.put(TileSource.CHECKPOINT, bare.note().bytes());
    assertThat(copy.pull(log, DISK).note()).isEqualTo(cosigned);
    assertThat(copy.checkpoint().orElseThrow().note()).isEqualTo(cosigned);
  }

  @Test
  void two_pulls_into_one_directory_exclude_each_other() throws IOException {
    grow(10);
    var copy = mirror("copie");
    TileSource nested =
        (path, max) -> {
          assertThatThrownBy(() -> copy.pull(log, DISK)).isInstanceOf(LockedLogException.class);
          return log.read(path, max);
        };
    assertThat(copy.pull(nested, DISK).size()).isEqualTo(10);
  }
}
