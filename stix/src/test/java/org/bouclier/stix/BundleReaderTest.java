package org.bouclier.stix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.bouclier.stix.BundleEntry.Read;
import org.bouclier.stix.BundleEntry.Refused;
import org.bouclier.stix.BundleReader.Wrapping;
import org.bouclier.stix.StixProblem.Code;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bundles in a stream: sound, partly bad, cut anywhere, and far larger than memory. */
class BundleReaderTest {

  private static final String GOOD =
      "{\"type\":\"mutex\",\"id\":\"mutex--00000000-0000-4000-8000-00000000000%d\",\"name\":\"m\"}";

  private static final StixLimits NARROW = new StixLimits(4, 20, 5, 12, 3);

  @Test
  void a_bad_object_is_named_and_the_others_are_read() {
    var entries =
        read(
            """
            {"type": "bundle", "id": "bundle--00000000-0000-4000-8000-000000000001",
             "objects": [
               %s,
               {"type": "mutex", "id": "mutex--1", "name": "m"},
               42,
               %s
             ]}
            """
                .formatted(GOOD.formatted(1), GOOD.formatted(2)));

    assertThat(entries).hasSize(4);
    assertThat(entries.get(0)).isInstanceOf(Read.class);
    assertThat(entries.get(1))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.index()).isEqualTo(1);
              assertThat(refused.line()).isEqualTo(4);
              assertThat(refused.problem().code()).isEqualTo(Code.ID);
              assertThat(refused.problem().objectId()).isEqualTo("mutex--1");
            });
    assertThat(entries.get(2)).isInstanceOf(Refused.class);
    assertThat(entries.get(3))
        .isInstanceOfSatisfying(Read.class, read -> assertThat(read.index()).isEqualTo(3));
  }

  @Test
  void cut_at_any_byte_it_keeps_what_was_read_and_says_so() throws IOException {
    var whole = Sample.text("bundle.json");
    var bytes = whole.getBytes(UTF_8);
    int complete = read(whole).size();
    int before = 0;
    for (int length = 0; length < bytes.length - 1; length++) {
      var input = new ByteArrayInputStream(bytes, 0, length);
      try (var reader = BundleReader.open(input)) {
        int read = 0;
        BundleEntry last = null;
        while (reader.hasNext()) {
          last = reader.next();
          read += last instanceof Read ? 1 : 0;
        }
        assertThat(reader.isComplete()).as("%d bytes", length).isFalse();
        assertThat(last)
            .as("%d bytes", length)
            .isInstanceOfSatisfying(
                Refused.class,
                refused -> assertThat(refused.problem().code()).isEqualTo(Code.TRUNCATED));
        assertThat(read).isGreaterThanOrEqualTo(before).isLessThanOrEqualTo(complete);
        before = read;
      }
    }
    assertThat(before).isEqualTo(complete);
  }

  @Test
  void an_object_past_a_limit_is_refused_and_the_next_one_is_read() {
    var deep = "{\"a\":[[[[[1]]]]]}";
    var wide = "{\"a\":[1,2,3,4,5,6,7]}";
    var many = "{\"a\":[1,2,3,4],\"b\":[1,2,3,4],\"c\":[1,2,3,4]}";
    var text = "{\"a\":\"" + "x".repeat(30) + "\",\"b\":{\"c\":[1]}}";
    var big = "{\"a\":123456789012345678901234567890}";
    for (var bad : List.of(deep, wide, many, text, big)) {
      var small = "{\"type\":\"tool\",\"id\":\"t\"}";
      var entries = read("{\"objects\":[" + bad + "," + small + "]}", Wrapping.ENVELOPE, NARROW);

      assertThat(entries).as(bad).hasSize(2);
      assertThat(((Refused) entries.get(0)).problem().code()).as(bad).isEqualTo(Code.LIMIT);
      assertThat(((Refused) entries.get(1)).problem().code()).as(bad).isEqualTo(Code.ID);
      assertThat(entries.get(1).index()).isEqualTo(1);
    }
  }

  @Test
  void too_many_objects_end_the_reading() {
    var entries = read("{\"objects\":[1,2,3,4,5]}", Wrapping.ENVELOPE, NARROW);

    assertThat(entries).hasSize(4);
    assertThat(((Refused) entries.getLast()).problem().code()).isEqualTo(Code.LIMIT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{} {}",
        "{\"type\":\"bundle\",\"type\":\"bundle\"}",
        "{\"objects\":[{\"a\":1,\"a\":2}]}",
        "{\"objects\":[}",
        "{\"objects\":[NaN]}",
        "not json"
      })
  void what_is_not_strict_json_is_a_syntax_error(String json) {
    var entries = read(json, Wrapping.ENVELOPE, StixLimits.STANDARD);

    assertThat(((Refused) entries.getLast()).problem().code()).isEqualTo(Code.SYNTAX);
  }

  @Test
  void a_bundle_says_that_it_is_one() {
    assertThat(read("{\"objects\":[]}"))
        .extracting(entry -> ((Refused) entry).problem().property())
        .containsExactly("type", "id");
    assertThat(
            read("{\"type\":\"bundle\",\"id\":\"bundle--00000000-0000-4000-8000-000000000001\"}"))
        .isEmpty();
  }

  @Test
  void an_envelope_of_taxii_tells_whether_there_is_more() {
    var json = "{\"more\":true,\"next\":\"abc\",\"objects\":[" + GOOD.formatted(1) + "]}";
    try (var reader = BundleReader.open(stream(json), Wrapping.ENVELOPE, StixLimits.STANDARD)) {
      assertThat(reader.next()).isInstanceOf(Read.class);
      assertThat(reader.hasNext()).isFalse();
      assertThat(reader.isComplete()).isTrue();
      assertThat(reader.more()).isTrue();
      assertThat(reader.nextPage()).contains("abc");
    }
  }

  @Test
  void what_is_written_is_read_again_and_has_one_spelling() throws IOException {
    var objects = MispEvent.read(Sample.open("misp-event.json")).toStix().objects();
    var bytes = written(objects);

    assertThat(read(new String(bytes, UTF_8)))
        .map(entry -> ((Read) entry).object())
        .isEqualTo(objects);
    assertThat(written(objects)).isEqualTo(bytes);
    assertThat(new String(written(List.of()), UTF_8)).doesNotContain("objects");
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {5, 6})
  void damaged_bytes_never_do_worse_than_a_refusal(long seed) throws IOException {
    var random = new Random(seed);
    var sound = Sample.text("bundle.json").getBytes(UTF_8);
    int refusals = 0;
    for (int i = 0; i < 3_000; i++) {
      var bytes = sound.clone();
      for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try (var reader = BundleReader.open(new ByteArrayInputStream(bytes))) {
        while (reader.hasNext()) {
          refusals += reader.next() instanceof Refused ? 1 : 0;
        }
      }
    }
    assertThat(refusals).as("most damage is noticed, seed %d", seed).isGreaterThan(500);
  }

  @Test
  void a_million_objects_pass_through_a_memory_that_could_not_hold_them() {
    long objects = 1_000_000;
    long before = usedBytes();
    long read = 0;
    try (var reader = BundleReader.open(new Endless(objects))) {
      while (reader.hasNext()) {
        read += reader.next() instanceof Read ? 1 : 0;
        if (read == objects) {
          assertThat(usedBytes() - before).as("kept").isLessThan(32L * 1024 * 1024);
        }
      }
      assertThat(reader.isComplete()).isTrue();
    }
    assertThat(read).isEqualTo(objects);
  }

  private static long usedBytes() {
    System.gc();
    var memory = Runtime.getRuntime();
    return memory.totalMemory() - memory.freeMemory();
  }

  /** A bundle that is made while it is read. */
  private static final class Endless extends InputStream {

    private final long objects;
    private byte[] chunk =
        "{\"type\":\"bundle\",\"id\":\"bundle--00000000-0000-4000-8000-000000000001\",\"objects\":["
            .getBytes(UTF_8);
    private int at;
    private long made;

    Endless(long objects) {
      this.objects = objects;
    }

    @Override
    public int read() {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int from, int length) {
      if (at == chunk.length && !more()) {
        return -1;
      }
      int count = Math.min(length, chunk.length - at);
      System.arraycopy(chunk, at, target, from, count);
      at += count;
      return count;
    }

    private boolean more() {
      if (made > objects) {
        return false;
      }
      var text = new StringBuilder();
      for (int i = 0; i < 100 && made < objects; i++) {
        text.append(made++ == 0 ? "" : ",");
        text.append("{\"type\":\"domain-name\",\"id\":\"domain-name--");
        text.append(new UUID(0x5000L | made << 16, 0x8000_0000_0000_0000L | made));
        text.append("\",\"value\":\"n").append(made).append(".example\"}");
      }
      if (made == objects) {
        made++;
        text.append("]}");
      }
      chunk = text.toString().getBytes(UTF_8);
      at = 0;
      return true;
    }
  }

  private static byte[] written(List<StixObject> objects) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var writer =
        new BundleWriter(bytes, UUID.fromString("00000000-0000-4000-8000-000000000001"))) {
      for (var object : objects) {
        writer.write(object);
      }
      assertThat(writer.count()).isEqualTo(objects.size());
    }
    return bytes.toByteArray();
  }

  private static InputStream stream(String json) {
    return new ByteArrayInputStream(json.getBytes(UTF_8));
  }

  private static List<BundleEntry> read(String json) {
    return read(json, Wrapping.BUNDLE, StixLimits.STANDARD);
  }

  private static List<BundleEntry> read(String json, Wrapping wrapping, StixLimits limits) {
    var entries = new ArrayList<BundleEntry>();
    try (var reader = BundleReader.open(stream(json), wrapping, limits)) {
      reader.forEachRemaining(entries::add);
    }
    return entries;
  }
}
