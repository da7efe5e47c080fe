package org.bouclier.detect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.bouclier.detect.bytes.IpText;
import org.bouclier.detect.log.LogFormat;
import org.bouclier.detect.log.LogSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The compiled set against the obvious one: a map of strings, asked for each suffix in turn. */
class IndicatorSetTest {

  private static final String[] LABELS = {"a", "b", "cc", "ml", "x-y", "d_e", "evil", "10"};

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {0, 1, -1, 20_260_129, Long.MIN_VALUE})
  void answers_as_a_map_of_strings_would_through_additions_and_removals(long seed) {
    var random = new Random(seed);
    Map<Long, Indicator> model = new HashMap<>();
    IndicatorSet.Builder builder = IndicatorSet.builder(seed);
    for (long id = 0; id < 300; id++) {
      Indicator indicator = indicator(random);
      model.put(id, indicator);
      builder.add(indicator, id);
    }
    IndicatorSet set = builder.build();
    int hits = 0;
    for (int round = 0; round < 20; round++) {
      for (int line = 0; line < 200; line++) {
        String token = token(random);
        Set<Long> expected = obvious(model, token);
        assertThat(ids(set, token))
            .as("%s, round %d, seed %d", token, round, seed)
            .isEqualTo(expected);
        hits += expected.isEmpty() ? 0 : 1;
      }
      Set<Long> removed = new HashSet<>();
      List<IndicatorEntry> added = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        removed.add((long) random.nextInt(600));
        added.add(new IndicatorEntry(indicator(random), 300 + random.nextInt(300)));
      }
      removed.forEach(model::remove);
      List<IndicatorEntry> fresh = new ArrayList<>();
      for (IndicatorEntry entry : added) {
        if (model.putIfAbsent(entry.id(), entry.indicator()) == null) {
          fresh.add(entry);
        }
      }
      set = set.with(fresh, removed);
      assertThat(set.size()).isEqualTo(model.size());
    }
    assertThat(hits).as("both answers are common, or nothing was tested").isBetween(800, 3_600);
    Map<Long, Indicator> entries = new HashMap<>();
    set.entries().forEach(entry -> entries.put(entry.id(), entry.indicator()));
    assertThat(entries).isEqualTo(model);
  }

  @Test
  void an_overlay_that_outgrows_its_table_becomes_the_table() {
    IndicatorSet set = IndicatorSet.empty();
    List<IndicatorEntry> many = new ArrayList<>();
    for (int i = 0; i < 70_000; i++) {
      many.add(new IndicatorEntry(domain("h" + i + ".evil.tld"), i));
    }
    set = set.with(many.subList(0, 60_000), Set.of());
    set = set.with(many.subList(60_000, 70_000), Set.of(5L));

    assertThat(set.size()).isEqualTo(69_999);
    assertThat(ids(set, "h5.evil.tld")).isEmpty();
    assertThat(ids(set, "h6.evil.tld")).containsExactly(6L);
    assertThat(ids(set, "h69999.evil.tld")).containsExactly(69_999L);
  }

  @Test
  void a_filter_worn_by_comings_and_goings_is_renewed() {
    IndicatorSet set = IndicatorSet.of(List.of(new IndicatorEntry(domain("kept.tld"), -5_000)));
    long sizeBytes = set.sizeBytes();
    for (int round = 0; round < 150; round++) {
      List<IndicatorEntry> added = new ArrayList<>();
      Set<Long> removed = new HashSet<>();
      for (long i = 0; i < 1_000; i++) {
        removed.add((round - 1) * 1_000L + i);
        added.add(new IndicatorEntry(domain("r" + round + "-" + i + ".tld"), round * 1_000L + i));
      }
      set = set.with(added, removed);
    }
    assertThat(set.size()).isEqualTo(1_001);
    assertThat(set.filter().isWorn()).isFalse();
    assertThat(set.sizeBytes()).isLessThan(2 * sizeBytes);
    assertThat(ids(set, "kept.tld")).containsExactly(-5_000L);
  }

  @Test
  void every_kind_comes_back_as_it_was_given() {
    List<IndicatorEntry> entries = new ArrayList<>();
    String[] values = {
      "evil.tld",
      "192.0.2.7",
      "255.255.255.255",
      "2001:db8::1",
      "192.0.2.0/24",
      "10.0.0.0/8",
      "2001:db8::/32",
      "http://evil.tld/a",
      "https://evil.tld",
      "ftp://evil.tld/a://b",
      "http://evil.tld/a?u=http://b.tld",
      "d41d8cd98f00b204e9800998ecf8427e",
      "da39a3ee5e6b4b0d3255bfef95601890afd80709",
      "e".repeat(64),
      "f".repeat(128),
      "caisse@evil.tld",
      "http://evil.tld/" + "a".repeat(2_000)
    };
    for (int i = 0; i < values.length; i++) {
      if (IndicatorText.read(values[i]) instanceof IndicatorReading.Listed(Indicator indicator)) {
        assertThat(indicator.value()).isEqualTo(values[i]);
        entries.add(new IndicatorEntry(indicator, i));
      }
    }

    assertThat(entries).hasSize(values.length);
    assertThat(IndicatorSet.of(entries).entries()).containsExactlyInAnyOrderElementsOf(entries);
  }

  private static Indicator domain(String name) {
    return new Indicator(IndicatorKind.DOMAIN, name);
  }

  private static Indicator indicator(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> new Indicator(IndicatorKind.IPV4, address(random));
      case 1 -> {
        int prefix = 28 + random.nextInt(4);
        int network = IpText.mask4(0x0A00_0000 + random.nextInt(1_024), prefix);
        yield new Indicator(IndicatorKind.CIDR, IpText.text4(network) + "/" + prefix);
      }
      default -> domain(name(random, 2 + random.nextInt(2)) + ".tld");
    };
  }

  private static String token(Random random) {
    return random.nextInt(3) == 0 ? address(random) : name(random, 1 + random.nextInt(4)) + ".tld";
  }

  private static String address(Random random) {
    return IpText.text4(0x0A00_0000 + random.nextInt(1_024));
  }

  private static String name(Random random, int labels) {
    var name = new StringBuilder(LABELS[random.nextInt(LABELS.length)]);
    for (int i = 1; i < labels; i++) {
      name.append('.').append(LABELS[random.nextInt(LABELS.length)]);
    }
    return name.toString();
  }

  private static Set<Long> obvious(Map<Long, Indicator> model, String token) {
    Set<Long> ids = new TreeSet<>();
    model.forEach((id, indicator) -> {
      String value = indicator.value();
      boolean hit =
          switch (indicator.kind()) {
            case DOMAIN -> token.equals(value) || token.endsWith("." + value);
            case CIDR -> {
              byte[] text = token.getBytes(UTF_8);
              long address = IpText.parse4(text, 0, text.length);
              int prefix = Integer.parseInt(value.substring(value.indexOf('/') + 1));
              yield address != IpText.NONE
                  && value.equals(IpText.text4(IpText.mask4((int) address, prefix)) + "/" + prefix);
            }
            default -> token.equals(value);
          };
      if (hit) {
        ids.add(id);
      }
    });
    return ids;
  }

  private static Set<Long> ids(IndicatorSet set, String token) {
    byte[] line = ("<134>a " + token + " b").getBytes(UTF_8);
    Set<Long> ids = new TreeSet<>();
    IndicatorScanTest.scanner(set)
        .scan(
            line,
            0,
            line.length,
            LogFormat.TEXT,
            LogSource.UNKNOWN,
            match -> {
              if (match instanceof IndicatorMatch indicator) {
                ids.add(indicator.id());
              }
            });
    return ids;
  }
}
