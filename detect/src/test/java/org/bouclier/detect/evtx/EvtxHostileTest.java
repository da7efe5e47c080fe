package org.bouclier.detect.evtx;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.bouclier.detect.evtx.EvtxWriter.Value.string;
import static org.bouclier.detect.evtx.SampleEvents.WRITTEN;
import static org.bouclier.detect.evtx.SampleEvents.event;
import static org.bouclier.detect.evtx.SampleEvents.file;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.bouclier.detect.SharedData;
import org.bouclier.detect.evtx.EvtxWriter.Value;
import org.bouclier.detect.evtx.EvtxWriter.Xml;
import org.bouclier.detect.log.Decoding;
import org.bouclier.detect.log.EventFields;
import org.bouclier.detect.log.LineDecoder;
import org.bouclier.detect.log.LogFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever the bytes, reading ends, and gives nothing but JSON within its bounds, which our decoder
 * of lines takes.
 */
class EvtxHostileTest {

  /** What may follow the bound of an event: one value of a record, and what closes it. */
  private static final int MARGIN_BYTES = 6 * EvtxWriter.CHUNK;

  private static final int CHUNK = EvtxWriter.CHUNK;
  private static final int FIRST = EvtxWriter.FILE_HEADER;

  private final LineDecoder decoder = new LineDecoder();
  private final EventFields fields = new EventFields();

  @TempDir private Path folder;

  @Test
  void a_file_cut_at_any_byte_gives_all_records_before_the_cut() throws Exception {
    byte[] file = file(1, 8);
    int[] ends = recordEnds(file);
    List<String> whole = checked(file, file.length);
    assertThat(whole).hasSize(8);
    for (int length = 8; length < FIRST + ends[7] + 100; length += length < FIRST ? 61 : 1) {
      assertCut(file, length, ends, whole);
    }
    for (int length = FIRST + ends[7]; length <= file.length; length += 1_021) {
      assertCut(file, length, ends, whole);
    }
  }

  @Test
  void real_files_cut_anywhere_give_all_records_before_the_cut() throws Exception {
    int cuts = 0;
    var random = new Random(20_261_122);
    for (Path path : realFiles()) {
      byte[] file = Files.readAllBytes(path);
      int[] ends = recordEnds(file);
      List<String> whole = checked(file, file.length);
      assertThat(ends).as("%s", path).hasSameSizeAs(whole);
      for (int i = 0; i < 20; i++) {
        assertCut(file, FIRST + random.nextInt(ends[ends.length - 1] + 8), ends, whole);
        cuts++;
      }
    }
    assertThat(cuts).isGreaterThan(2_000);
  }

  private void assertCut(byte[] file, int length, int[] ends, List<String> whole)
      throws IOException {
    List<String> read = checked(file, length);
    int complete = 0;
    while (complete < ends.length && FIRST + ends[complete] <= length) {
      complete++;
    }
    assertThat(read.size()).as("cut at %d", length).isBetween(complete, complete + 1);
    assertThat(read.subList(0, complete))
        .as("cut at %d", length)
        .isEqualTo(whole.subList(0, complete));
  }

  @Test
  void changed_bytes_harm_the_chunk_where_they_are_and_no_other() throws Exception {
    byte[] original = file(3, 30);
    List<String> whole = checked(original, original.length);
    int harmed = 0;
    for (long seed = 0; seed < 300; seed++) {
      var random = new Random(seed);
      byte[] file = original.clone();
      int used = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(FIRST + CHUNK + 48);
      change(file, FIRST + CHUNK, used, random);
      List<String> read = checked(file, file.length);
      assertThat(read).as("seed %d", seed).startsWith(strings(whole.subList(0, 30)));
      assertThat(read).as("seed %d", seed).endsWith(strings(whole.subList(60, 90)));
      harmed += read.equals(whole) ? 0 : 1;
    }
    assertThat(harmed).as("most changes matter, or nothing was tested").isGreaterThan(150);
  }

  @Test
  void real_files_changed_at_random_give_JSON_within_bounds() throws Exception {
    int files = 0;
    for (Path path : realFiles()) {
      byte[] original = Files.readAllBytes(path);
      int used = ByteBuffer.wrap(original).order(ByteOrder.LITTLE_ENDIAN).getInt(FIRST + 48);
      for (long seed = 0; seed < 20; seed++) {
        byte[] file = original.clone();
        change(file, FIRST, Math.clamp(used, 600, CHUNK), new Random(seed));
        checked(file, file.length);
        files++;
      }
    }
    assertThat(files).isGreaterThan(2_000);
  }

  /** Bytes flipped, numbers replaced by hostile ones, blocks erased, copied or moved. */
  private static void change(byte[] file, int from, int size, Random random) {
    int changes = 1 + random.nextInt(20);
    for (int i = 0; i < changes; i++) {
      int at = from + 8 + random.nextInt(size - 16);
      int left = from + size - at;
      int block = 1 + random.nextInt(Math.min(left, 600));
      switch (random.nextInt(6)) {
        case 0 -> file[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> file[at] = (byte) random.nextInt();
        case 2 -> file[at] = (byte) random.nextInt(0x50); // tokens, types
        case 3 -> {
          int[] numbers = {0, 1, -1, size, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF, at - from};
          ByteBuffer.wrap(file)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putInt(at, numbers[random.nextInt(numbers.length)]);
        }
        case 4 -> Arrays.fill(file, at, at + block, (byte) 0);
        default -> System.arraycopy(file, from + random.nextInt(size - block), file, at, block);
      }
    }
  }

  @Test
  void random_bytes_behind_a_signature_are_survived() throws Exception {
    for (long seed = 0; seed < 200; seed++) {
      var random = new Random(seed);
      byte[] chunk = new byte[CHUNK];
      random.nextBytes(chunk);
      System.arraycopy("ElfChnk\0".getBytes(UTF_8), 0, chunk, 0, 8);
      var bytes = ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN);
      for (int at = 512; at < 60_000; at += 400) { // records of random binary XML
        bytes.putInt(at, 0x2A2A).putInt(at + 4, 400).putInt(at + 396, 400);
        bytes.putInt(at + 24, 0x0001_010F);
        for (int i = at + 28; i < at + 396; i++) {
          chunk[i] = (byte) (random.nextInt(3) == 0 ? random.nextInt(0x4A) : chunk[i]);
        }
      }
      byte[] file = new EvtxWriter().raw(chunk).bytes();
      checked(file, file.length);
    }
  }

  @Test
  void a_template_that_contains_itself_ends() throws Exception {
    byte[] inDefinition =
        file(record ->
            record
                .header()
                .instance(
                    5,
                    xml -> {
                      int definition = xml.position() - 4 - 24;
                      xml.open("Event");
                      for (int i = 0; i < 300; i++) {
                        xml.instanceAt(5, definition);
                      }
                      xml.end();
                    })
                .eof());
    assertBomb(inDefinition, EvtxFaultKind.TOO_LARGE, 1);

    Consumer<Xml> empty = xml -> {};
    int[] definition = new int[1];
    byte[] inValue =
        file(record -> {
          record.header();
          definition[0] = record.position() + 10;
          record
              .instance(
                  5,
                  xml -> {
                    for (int i = 0; i < 1_000; i++) {
                      xml.value(0, ValueType.BINARY_XML);
                    }
                  },
                  Value.xml(x -> nest(x, definition[0], 11)))
              .instance(6, empty)
              .eof();
        });
    assertBomb(inValue, EvtxFaultKind.TOO_LARGE, 1);
  }

  /** An instance of the template, with an instance as its value, and so on. */
  private static void nest(Xml xml, int definition, int levels) {
    if (levels == 0) {
      xml.put(0);
    } else {
      xml.instanceAt(5, definition, Value.xml(x -> nest(x, definition, levels - 1)));
    }
  }

  @Test
  void nesting_ends_at_its_bound() throws Exception {
    byte[] elements =
        event(xml -> {
          for (int i = 0; i < 3_000; i++) {
            xml.open("E");
          }
        });
    assertBomb(elements, EvtxFaultKind.TOO_DEEP, 1);

    byte[] fragments = event(xml -> xml.value(0, 0x21), nested(500));
    assertBomb(fragments, EvtxFaultKind.TOO_DEEP, 1);
  }

  @Test
  void an_event_has_a_bound_of_elements() throws Exception {
    byte[] file =
        event(
            xml -> {
              for (int i = 0; i < 14_000; i++) {
                xml.value(0, ValueType.BINARY_XML);
              }
            },
            Value.xml(xml -> xml.openWith("E").empty().openWith("E").empty()));
    assertBomb(file, EvtxFaultKind.TOO_LARGE, 1);
  }

  private static Value nested(int levels) {
    Consumer<Xml> template = xml -> xml.open("E").value(0, 0x21).end();
    return Value.xml(x ->
        x.header().instance(8, template, levels == 0 ? string("x") : nested(levels - 1)).eof());
  }

  @Test
  void a_value_used_many_times_is_written_up_to_the_bound() throws Exception {
    for (boolean asArray : new boolean[] {false, true}) {
      byte[] file =
          event(
              xml -> {
                for (int i = 0; i < 900; i++) {
                  xml.data("F" + i, 0, 0);
                }
              },
              asArray
                  ? Value.typed(0x83, new byte[9_000])
                  : string("\u0001".repeat(4_500))); // each six bytes in JSON
      assertBomb(file, EvtxFaultKind.TOO_LARGE, 1);
    }
  }

  @Test
  void the_bound_falls_anywhere_and_leaves_JSON() throws Exception {
    String key = "v".repeat(200);
    int cut = 0;
    for (int length = 3_000; length < 4_800; length += 40) {
      byte[] file =
          event(
              xml -> {
                for (int i = 0; i < 17; i++) {
                  xml.data("F" + i, 0, 0);
                }
                xml.data("G", 1, 0).data("H", 2, 0).data(key, 3, 0).data("K", 2, 0);
              },
              string("\u0001".repeat(10_000)),
              string("\u0001".repeat(4_000)),
              string("x".repeat(length)),
              Value.typed(0x83, (byte) 7));
      List<EvtxFault> faults = new ArrayList<>();
      assertThat(checked(file, file.length, faults)).hasSize(1);
      cut += faults.isEmpty() ? 0 : 1;
    }
    assertThat(cut).as("the bound was on both sides").isBetween(5, 40);
  }

  @Test
  void values_and_long_texts_used_many_times_cost_no_more_than_their_bound() throws Exception {
    Value[] many = new Value[5_000];
    Arrays.fill(many, Value.nothing());
    Consumer<Xml> twice = xml -> xml.open("T").value(0, 0x21).value(0, 0x21).end();
    Value instances =
        Value.xml(x -> x.header().instance(8, xml -> xml.open("E").end(), many).eof());
    for (int level = 0; level < 4; level++) {
      Value inner = instances;
      int id = 20 + level;
      instances = Value.xml(x -> x.header().instance(id, twice, inner).eof());
    }
    assertBomb(event(xml -> xml.value(0, 0x21), instances), EvtxFaultKind.TOO_LARGE, 1);

    byte[] names =
        event(
            xml -> {
              for (int i = 0; i < 300; i++) {
                xml.openWith("Data").attribute("Name").value(0, 0).value(0, 0).content().end();
              }
            },
            string("\u0001".repeat(10_000)));
    assertBomb(names, EvtxFaultKind.TOO_LARGE, 1);
  }

  @Test
  void a_chunk_full_of_bombs_has_a_bound_too() throws Exception {
    var writer = new EvtxWriter();
    writer.chunk(chunk -> {
      Consumer<Xml> template =
          xml -> {
            xml.open("Event");
            for (int i = 0; i < 500; i++) {
              xml.value(0, 0).element("E", 0, 0);
            }
            xml.end();
          };
      for (int number = 1; chunk.position() < CHUNK - 3_000; number++) {
        chunk.record(
            number, WRITTEN, xml -> xml.header().instance(3, template, bytes(1_000)).eof());
      }
    });
    byte[] file = writer.bytes();
    long json = 0;
    int events = 0;
    try (var reader = new EvtxReader(new ByteArrayInputStream(file), fault -> {})) {
      while (reader.next()) {
        json += reader.jsonLength();
        events++;
      }
      assertThat(reader.faultCounts()).containsKey(EvtxFaultKind.TOO_LARGE);
      assertThat(reader.faultCounts().get(EvtxFaultKind.TOO_LARGE)).isGreaterThan(10);
    }
    assertThat(events).isPositive();
    assertThat(json)
        .isBetween(
            (long) EvtxReader.MAX_JSON_BYTES_PER_BYTE * CHUNK / 2,
            (long) EvtxReader.MAX_JSON_BYTES_PER_BYTE * CHUNK
                + EvtxReader.MAX_JSON_BYTES
                + MARGIN_BYTES);
  }

  private static Value bytes(int size) {
    return Value.typed(ValueType.BINARY, new byte[size]);
  }

  @Test
  void counts_and_sizes_beyond_the_record_allocate_nothing() throws Exception {
    for (int count : new int[] {2, 0xFFFF, 0x7FFF_FFFF, -1}) {
      byte[] file = event(xml -> xml.element("V", 0, 0), string("x"));
      int at = indexOf(file, new byte[] {1, 0, 0, 0, 2, 0, 1, 0}); // count, size, type
      ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(at, count);
      EvtxWriter.sign(file, FIRST);
      checked(file, file.length);
    }
    byte[] file = event(xml -> xml.element("V", 0, 0), Value.typed(0x81, new byte[] {65, 0, 0, 0}));
    int at = indexOf(file, new byte[] {1, 0, 0, 0, 4, 0, (byte) 0x81, 0});
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putShort(at + 4, (short) -1);
    EvtxWriter.sign(file, FIRST);
    assertThat(checked(file, file.length)).hasSize(1).first().asString().contains("\"A\"");
  }

  @Test
  void chains_of_names_are_not_followed() throws Exception {
    byte[] original = file(1, 3);
    List<String> whole = checked(original, original.length);
    byte[] file = original.clone();
    var bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int event = indexOf(file, "E\0v\0e\0n\0t\0".getBytes(UTF_8)) - NameTable.HEADER_BYTES;
    bytes.putInt(event, event - FIRST); // its own next
    for (int bucket = 0; bucket < 64; bucket++) {
      bytes.putInt(FIRST + 128 + 4 * bucket, event - FIRST);
    }
    EvtxWriter.sign(file, FIRST);
    assertThat(checked(file, file.length)).isEqualTo(whole);
  }

  @Test
  void many_invented_names_do_not_fill_the_memory() throws Exception {
    var writer = new EvtxWriter();
    for (int i = 0; i < 30; i++) {
      int first = i * 100;
      writer.chunk(chunk -> {
        for (int n = first; n < first + 100; n++) {
          String prefix = "champ-" + n + "-";
          chunk.record(
              n,
              WRITTEN,
              xml -> {
                xml.header().open("Event");
                for (int field = 0; field < 8; field++) {
                  xml.openWith("Data")
                      .attribute("Name")
                      .text(prefix + field)
                      .content()
                      .text("v" + field)
                      .end();
                }
                xml.end().eof();
              });
        }
      });
    }
    byte[] file = writer.bytes();
    List<String> events = checked(file, file.length);
    assertThat(events).hasSize(3_000);
    assertThat(events.getLast())
        .startsWith("{\"Event\":{\"champ-2999-0\":\"v0\",")
        .endsWith("\"champ-2999-7\":\"v7\"}}");
  }

  private void assertBomb(byte[] file, EvtxFaultKind kind, int events) throws IOException {
    List<EvtxFault> faults = new ArrayList<>();
    assertThat(checked(file, file.length, faults)).hasSize(events);
    assertThat(faults).extracting(EvtxFault::kind).contains(kind);
  }

  private List<String> checked(byte[] file, int length) throws IOException {
    return checked(file, length, new ArrayList<>());
  }

  /** Reads a file, and checks each event. */
  private List<String> checked(byte[] file, int length, List<EvtxFault> faults) throws IOException {
    List<String> events = new ArrayList<>();
    try (var reader = new EvtxReader(new ByteArrayInputStream(file, 0, length), faults::add)) {
      while (reader.next()) {
        byte[] json = reader.json();
        int size = reader.jsonLength();
        assertThat(size).isLessThan(EvtxReader.MAX_JSON_BYTES + MARGIN_BYTES);
        assertThat(JsonTree.one(json, size)).isInstanceOf(Map.class);
        assertThat(decoder.decode(json, 0, size, LogFormat.NDJSON, fields))
            .isIn(Decoding.DECODED, Decoding.TOO_MANY_FIELDS);
        events.add(new String(json, 0, size, UTF_8));
      }
      assertThat(reader.eventCount()).isEqualTo(events.size());
      assertThat(reader.bytesRead()).isLessThanOrEqualTo(length);
      assertThat(reader.faultCounts().values().stream().mapToLong(Long::longValue).sum())
          .isEqualTo(faults.size());
    } catch (NotEvtxException noSignatureLeft) {
      assertThat(events).isEmpty();
    }
    return events;
  }

  /** Where the records of the first chunk end, in the chunk. */
  private static int[] recordEnds(byte[] file) {
    var bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int end = bytes.getInt(FIRST + 48);
    List<Integer> ends = new ArrayList<>();
    int at = 512;
    while (at < end) {
      at += bytes.getInt(FIRST + at + 4);
      ends.add(at);
    }
    return ends.stream().mapToInt(Integer::intValue).toArray();
  }

  private static int indexOf(byte[] bytes, byte[] wanted) {
    for (int i = 0; i + wanted.length <= bytes.length; i++) {
      if (Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
        return i;
      }
    }
    throw new AssertionError("the sample has changed");
  }

  private static String[] strings(List<String> list) {
    return list.toArray(String[]::new);
  }

  private List<Path> realFiles() throws Exception {
    SharedData.untar("sigma/regression-evtx-dev.tar.xz", folder);
    List<Path> files = EvtxTwinTest.files(folder);
    assertThat(files).isNotEmpty();
    return files;
  }
}
