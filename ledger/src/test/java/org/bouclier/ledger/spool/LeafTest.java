package org.bouclier.ledger.spool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.bouclier.ledger.log.Hash;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LeafTest {

  private static final Hash A = Hash.ofHex("aa".repeat(32));
  private static final Hash B = Hash.ofHex("bb".repeat(32));
  private static final Hash C = Hash.ofHex("cc".repeat(32));
  private static final Instant EXP = Instant.parse("2026-03-01T00:00:00Z");
  private static final Instant T = Instant.parse("2026-01-29T10:15:30Z");

  private static final Leaf EXPORT =
      new Leaf(Leaf.EXPORT, 41, A, new Leaf.Ciphertext(B, 14), List.of("BF", "NE"), 1, EXP, C, T);

  private static final String TEXT =
      "{\"commit\":\""
          + "aa".repeat(32)
          + "\",\"ct\":\""
          + "bb".repeat(32)
          + "\",\"dest\":[\"BF\",\"NE\"],\"exp\":\"2026-03-01T00:00:00Z\",\"n\":41,\"policy\":\""
          + "cc".repeat(32)
          + "\",\"prio\":1,\"size\":14,\"t\":\"2026-01-29T10:15:30Z\",\"type\":\"export\",\"v\":1}";

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  @Test
  void the_text_is_canonical_json_with_sorted_keys() {
    assertThat(EXPORT.text()).isEqualTo(TEXT);
    assertThat(Leaf.parse(bytes(TEXT))).isEqualTo(EXPORT);
  }

  @Test
  void a_leaf_without_a_ciphertext_leaves_its_keys_out() {
    var refusal = new Leaf(Leaf.REFUSAL, 0, A, null, List.of(), 0, T, C, T);
    assertThat(refusal.text()).doesNotContain("\"ct\"").doesNotContain("size").contains("[]");
    assertThat(Leaf.parse(refusal.bytes())).isEqualTo(refusal);
  }

  @Test
  void a_type_of_a_newer_version_is_readable_as_such() {
    var newer = Leaf.parse(bytes(TEXT.replace("\"export\"", "\"key-rotation\"")));
    assertThat(newer.type()).isEqualTo("key-rotation");
    assertThat(newer.n()).isEqualTo(41);
  }

  @Test
  void any_leaf_reads_back_and_fits() {
    var random = new Random(2);
    int longest = 0;
    for (int i = 0; i < 2_000; i++) {
      var leaf = random(random);
      assertThat(Leaf.parse(leaf.bytes())).isEqualTo(leaf);
      longest = Math.max(longest, leaf.bytes().length);
    }
    var widest =
        new Leaf(
            "abcdefghijklmnop",
            Long.MAX_VALUE,
            A,
            new Leaf.Ciphertext(B, 50),
            states(new Random(1), 16),
            3,
            EXP,
            C,
            T);
    assertThat(widest.bytes().length).isGreaterThanOrEqualTo(longest).isLessThanOrEqualTo(512);
  }

  private static Leaf random(Random random) {
    return new Leaf(
        List.of(Leaf.EXPORT, Leaf.REFUSAL, Leaf.ERASURE, Leaf.ACK).get(random.nextInt(4)),
        random.nextLong() >>> 1,
        hash(random),
        random.nextBoolean() ? new Leaf.Ciphertext(hash(random), random.nextInt(51)) : null,
        states(random, random.nextInt(17)),
        random.nextInt(4),
        Instant.ofEpochSecond(random.nextLong(253_402_300_800L)),
        hash(random),
        Instant.ofEpochSecond(random.nextLong(253_402_300_800L)));
  }

  private static Hash hash(Random random) {
    var bytes = new byte[32];
    random.nextBytes(bytes);
    return new Hash(bytes);
  }

  private static List<String> states(Random random, int count) {
    var states = new TreeSet<String>();
    while (states.size() < count) {
      states.add("" + (char) ('A' + random.nextInt(26)) + (char) ('A' + random.nextInt(26)));
    }
    return new ArrayList<>(states);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      value = {
        "{> {", // see the next test for what is not json at all
        "\"v\":1> \"v\":2",
        "\"v\":1> \"v\":1,\"v\":1",
        "\"v\":1> \"v\":\"1\"",
        "\"v\":1> \"v\":1,\"x\":1",
        "\"n\":41> \"n\":041",
        "\"n\":41> \"n\":-1",
        "\"n\":41> \"n\":41.0",
        "\"n\":41> \"n\":4e1",
        "\"n\":41> \"n\":\"41\"",
        "\"n\":41> \"n\":9223372036854775808",
        "\"n\":41,> ''",
        "\"prio\":1> \"prio\":4",
        "\"prio\":1> \"prio\":-1",
        "\"size\":14> \"size\":51",
        "\"size\":14,> ''",
        "\"BF\",\"NE\"> \"NE\",\"BF\"",
        "\"BF\",\"NE\"> \"BF\",\"BF\"",
        "\"BF\",\"NE\"> \"bf\",\"NE\"",
        "\"BF\",\"NE\"> \"B\"",
        "\"BF\",\"NE\"> \"BFABFABFA\"",
        "[\"BF\",\"NE\"]> \"BF\"",
        "[\"BF\",\"NE\"]> [[\"BF\",\"NE\"]]",
        "2026-03-01T00:00:00Z> 2026-03-01T00:00:00.000Z",
        "2026-03-01T00:00:00Z> 2026-03-01T00:00Z",
        "2026-03-01T00:00:00Z> 2026-03-01T01:00:00+01:00",
        "2026-03-01T00:00:00Z> 2026-02-30T00:00:00Z",
        "2026-03-01T00:00:00Z> +10000-03-01T00:00:00Z",
        "2026-03-01T00:00:00Z> 1969-12-31T23:59:59Z",
        "export> Export",
        "export> \\u0065xport",
        "export> ''",
        "export> abcdefghijklmnopq",
        "aaaa> AAAA",
        "aaaa> aa",
        "aaaa> zzaa",
        "\"exp\"> \"Exp\"",
        ",\"t\"> , \"t\"",
        "}> }}",
        "}> ''",
      })
  void any_other_spelling_is_refused(String of, String by) {
    var changed = TEXT.replace(of, by);
    if (changed.equals(TEXT)) {
      assertThat(of).isEqualTo("{");
      changed = "\uFEFF" + TEXT; // a byte order mark
    }
    var entry = bytes(changed);
    assertThatThrownBy(() -> Leaf.parse(entry)).isInstanceOf(MalformedLeafException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{", "{}", "[]", "null", "41", "\"\"", "{\"n\":", "\u0000", "{\"dest\":[1]}"})
  void what_is_not_a_leaf_at_all_is_refused(String text) {
    assertThatThrownBy(() -> Leaf.parse(bytes(text))).isInstanceOf(MalformedLeafException.class);
  }

  @Test
  void an_entry_that_is_too_long_or_nested_is_refused_before_it_is_read() {
    for (String text : List.of(" ".repeat(513), "[".repeat(500), TEXT + " ".repeat(200))) {
      assertThatThrownBy(() -> Leaf.parse(bytes(text))).isInstanceOf(MalformedLeafException.class);
    }
  }

  @Test
  void random_bytes_never_do_worse_than_be_refused() {
    var random = new Random(8);
    for (int i = 0; i < 5_000; i++) {
      var entry = bytes(TEXT);
      for (int hits = random.nextInt(3); hits >= 0; hits--) {
        entry[random.nextInt(entry.length)] = (byte) random.nextInt();
      }
      try {
        assertThat(Leaf.parse(entry).bytes()).isEqualTo(entry);
      } catch (MalformedLeafException refused) {
        assertThat(refused.code()).isEqualTo("feuille-forme");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "2, 1", "3, 2", "4, 2", "5, 3", "1024, 10", "1025, 11", "1099511627776, 40"})
  void the_size_class_is_the_next_power_of_two(long bytes, int sizeClass) {
    var ciphertext = Leaf.Ciphertext.of(B, bytes);
    assertThat(ciphertext.sizeClass()).isEqualTo(sizeClass);
    assertThat(ciphertext.maxBytes()).isGreaterThanOrEqualTo(bytes).isLessThan(2 * bytes);
  }

  @Test
  void what_a_leaf_cannot_say_cannot_be_made() {
    var fraction = T.plusMillis(1);
    List<Runnable> impossible =
        List.of(
            () -> leaf("EXPORT", 0, null, List.of(), 0, T),
            () -> leaf("export", -1, null, List.of(), 0, T),
            () -> leaf("export", 0, null, List.of("NE", "BF"), 0, T),
            () -> leaf("export", 0, null, List.of("BF", "BF"), 0, T),
            () -> leaf("export", 0, null, List.of("Bf"), 0, T),
            () -> leaf("export", 0, null, states(new Random(1), 17), 0, T),
            () -> leaf("export", 0, null, List.of(), 4, T),
            () -> leaf("export", 0, null, List.of(), 0, fraction),
            () -> leaf("export", 0, null, List.of(), 0, Instant.MAX),
            () -> new Leaf.Ciphertext(B, 51),
            () -> Leaf.Ciphertext.of(B, 0));
    for (Runnable attempt : impossible) {
      assertThatThrownBy(attempt::run).isInstanceOf(MalformedLeafException.class);
    }
  }

  private static Leaf leaf(
      String type,
      long n,
      Leaf.@Nullable Ciphertext ciphertext,
      List<String> dest,
      int prio,
      Instant t) {
    return new Leaf(type, n, A, ciphertext, dest, prio, EXP, C, t);
  }
}
