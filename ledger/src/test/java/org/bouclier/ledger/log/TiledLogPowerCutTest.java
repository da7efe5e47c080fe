package org.bouclier.ledger.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Power is cut before each operation in turn of a short life of a log, then again while it
 * recovers. Whatever the disk kept, the log must open with all that was acknowledged, all or none
 * of each append, and in agreement with every head that a reader may have seen.
 */
class TiledLogPowerCutTest {

  private static final NoteSigner SIGNER =
      NoteSigner.generate("registre.example.bf", SignatureType.ED25519, new SecureRandom());
  private static final int[] APPENDS = {1, 255, 1, 300};

  @TempDir Path temporary;

  /** What the world outside the machine knows when the power goes. */
  private static final class Outside {
    long acknowledged;
    @Nullable Checkpoint seen;
    int operations;
  }

  private Outside live(Path directory, int cutBefore, PowerCutDisk[] disk) throws IOException {
    var outside = new Outside();
    TileFiles.createState(directory); // before the log's lock, and so before its disk
    disk[0] = new PowerCutDisk(directory, cutBefore);
    var reader = new LogReader(TileSource.of(directory), SIGNER.verifier());
    try (var log = TiledLog.open(directory, SIGNER, disk[0])) {
      for (int more : APPENDS) {
        long next = outside.acknowledged;
        log.append(TiledLogTest.leaves(next, next + more));
        outside.acknowledged = next + more;
      }
    } catch (PowerCutDisk.PowerCut | IOException | IllegalStateException dark) {
      // as meant
    }
    if (Files.exists(directory.resolve(TileSource.CHECKPOINT))) {
      outside.seen = reader.latest(); // a peer may have pulled it in the last instant
    }
    outside.operations = disk[0].operations();
    return outside;
  }

  private void assertWhole(Path directory, Outside outside) throws IOException {
    try (var log = TiledLog.open(directory, SIGNER, new FastDisk())) {
      assertThat(log.size()).isGreaterThanOrEqualTo(outside.acknowledged).isIn(boundaries());
      log.reader().advance(outside.seen); // no rollback, no fork
      long size = log.size();
      log.append(TiledLogTest.leaves(size, size + 5));
      var expected = TiledLogTest.leaves(0, size + 5);
      assertThat(log.reader().entries(log.checkpoint(), 0, size + 5))
          .usingElementComparator(Arrays::compare)
          .isEqualTo(expected);
      log.reader().advance(outside.seen);
    }
    try (Stream<Path> left = Files.walk(directory)) {
      assertThat(left.filter(path -> path.toString().endsWith(".tmp"))).isEmpty();
    }
  }

  private static List<Long> boundaries() {
    var boundaries = new ArrayList<>(List.of(0L));
    for (int more : APPENDS) {
      boundaries.add(boundaries.getLast() + more);
    }
    return boundaries;
  }

  @Test
  void the_simulated_disk_does_what_a_disk_does_when_nothing_is_cut() throws IOException {
    var directory = Files.createDirectory(temporary.resolve("live"));
    var disk = new PowerCutDisk[1];
    var outside = live(directory, Integer.MAX_VALUE, disk);
    assertThat(outside.acknowledged).isEqualTo(557);
    assertThat(outside.operations).as("cuts to try").isBetween(60, 200);
    assertWhole(directory, outside);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 20_260_129})
  void no_cut_loses_what_was_acknowledged_or_contradicts_what_was_seen(long seed)
      throws IOException {
    var random = new Random(seed);
    boolean over = false;
    int torn = 0;
    for (int cut = 0; !over; cut++) {
      var directory = Files.createDirectory(temporary.resolve("cut" + cut));
      var disk = new PowerCutDisk[1];
      var outside = live(directory, cut, disk);
      over = outside.operations <= cut;

      var found = temporary.resolve("found" + cut);
      disk[0].layOut(found, random);
      // and once more in the dark, at any moment of the recovery
      var second = new PowerCutDisk(found, random.nextInt(12));
      try (var log = TiledLog.open(found, SIGNER, second)) {
        assertThat(log.size()).isGreaterThanOrEqualTo(outside.acknowledged);
      } catch (PowerCutDisk.PowerCut dark) {
        torn++;
      }
      var foundAgain = temporary.resolve("again" + cut);
      second.layOut(foundAgain, random);
      assertWhole(foundAgain, outside);
    }
    assertThat(torn).as("recoveries that were cut").isGreaterThan(15);
  }
}
