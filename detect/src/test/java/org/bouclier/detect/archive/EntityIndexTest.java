package org.bouclier.detect.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The index against a map of sets. */
class EntityIndexTest {

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void finds_what_a_map_finds(long seed) throws Exception {
    var random = new Random(seed);
    int pages = 1 + random.nextInt(5_000);
    var expected = new TreeMap<Long, TreeSet<Integer>>();
    var pairs = new EntityPairs();
    for (int page = 0; page < pages; page++) {
      pairs.page(page);
      for (int i = random.nextInt(40); i > 0; i--) {
        long hash = hash(random);
        pairs.add(hash);
        expected.computeIfAbsent(EntityPairs.key(hash), k -> new TreeSet<>()).add(page);
      }
    }
    EntityIndex index = index(pairs, pages);
    assertThat(index.keyCount()).isEqualTo(expected.size());
    var all = new TreeMap<Long, TreeSet<Integer>>();
    index.forEach((key, id) -> all.computeIfAbsent(key, k -> new TreeSet<>()).add(id));
    assertThat(all).isEqualTo(expected);
    for (int asked = 0; asked < 60; asked++) {
      var wanted = new TreeSet<Long>();
      for (int i = random.nextInt(1 + asked * asked); i >= 0; i--) {
        wanted.add(EntityPairs.key(hash(random)));
      }
      var places = new BitSet();
      for (long key : wanted) {
        expected.getOrDefault(key, new TreeSet<>()).forEach(places::set);
      }
      var found = new BitSet();
      index.find(wanted.stream().mapToLong(Long::longValue).toArray(), found);
      assertThat(found).isEqualTo(places);
    }
  }

  /** Common ones and rare ones, clustered ones and the greatest. */
  private static long hash(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextInt(50) * 0x9E3779B97F4A7C15L;
      case 1 -> random.nextLong();
      case 2 -> 0x1234_5600_0000_0000L + ((long) random.nextInt(1_000) << 24);
      default -> -1L - ((long) random.nextInt(3) << 24);
    };
  }

  @Test
  void more_pairs_than_are_sorted_at_once_are_merged() throws Exception {
    var random = new Random(9);
    var pairs = new EntityPairs();
    Map<Long, TreeSet<Integer>> expected = new TreeMap<>();
    for (int page = 0; page < 700; page++) {
      pairs.page(page);
      for (int i = 0; i < 1_000; i++) {
        long hash = (long) random.nextInt(3_000) << 40;
        pairs.add(hash);
        expected.computeIfAbsent(EntityPairs.key(hash), k -> new TreeSet<>()).add(page);
      }
    }
    var all = new TreeMap<Long, TreeSet<Integer>>();
    index(pairs, 700).forEach((key, id) -> all.computeIfAbsent(key, k -> new TreeSet<>()).add(id));
    assertThat(all).isEqualTo(expected);
  }

  @Test
  void an_empty_index_finds_nothing() throws Exception {
    var found = new BitSet();
    index(new EntityPairs(), 0).find(new long[] {1, 2, 3}, found);
    assertThat(found.isEmpty()).isTrue();
  }

  @Test
  void damaged_bytes_are_told_or_harmless() {
    var random = new Random(5);
    var pairs = new EntityPairs();
    for (int page = 0; page < 50; page++) {
      pairs.page(page);
      for (int i = 0; i < 50; i++) {
        pairs.add(random.nextLong());
      }
    }
    byte[] file = written(pairs, 50);
    int told = 0;
    for (int i = 0; i < 1_500; i++) {
      byte[] damaged = file.clone();
      damaged[random.nextInt(file.length)] ^= (byte) (1 << random.nextInt(8));
      if (i % 3 == 0) {
        damaged = Arrays.copyOf(file, random.nextInt(file.length));
      } else if (i % 3 == 1) { // as if whoever damaged it had made the hash fit
        byte[] hash = Sha256.of(damaged, 0, file.length - Sha256.BYTES);
        System.arraycopy(hash, 0, damaged, file.length - Sha256.BYTES, Sha256.BYTES);
      }
      try {
        EntityIndex.of("test", damaged).forEach((key, id) -> assertThat(id).isBetween(0, 1 << 23));
      } catch (ArchiveCorruptException corrupt) {
        told++;
      }
    }
    assertThat(told).isGreaterThan(1_000);
  }

  @Test
  void an_index_of_other_entities_is_refused() {
    byte[] file = written(new EntityPairs(), 0);
    file[EntityIndex.MAGIC.length]++;
    byte[] hash = Sha256.of(file, 0, file.length - Sha256.BYTES);
    System.arraycopy(hash, 0, file, file.length - Sha256.BYTES, Sha256.BYTES);
    assertThatThrownBy(() -> EntityIndex.of("test", file))
        .isInstanceOf(ArchiveCorruptException.class)
        .hasMessageContaining("other entities");
  }

  private static EntityIndex index(EntityPairs pairs, int ids) throws ArchiveCorruptException {
    return EntityIndex.of("test", written(pairs, ids));
  }

  private static byte[] written(EntityPairs pairs, int ids) {
    var writer = new EntityIndexWriter(new ArrayList<>(List.of("test")), ids);
    pairs.drainTo(writer);
    return writer.finish();
  }
}
