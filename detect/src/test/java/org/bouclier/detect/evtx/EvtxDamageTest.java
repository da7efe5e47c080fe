package org.bouclier.detect.evtx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bouclier.detect.evtx.EvtxWriter.Value.string;
import static org.bouclier.detect.evtx.EvtxWriter.Value.typed;
import static org.bouclier.detect.evtx.EvtxWriter.Value.u16;
import static org.bouclier.detect.evtx.SampleEvents.event;
import static org.bouclier.detect.evtx.SampleEvents.file;
import static org.bouclier.detect.evtx.SampleEvents.read;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.bouclier.detect.evtx.EvtxWriter.Value;
import org.bouclier.detect.evtx.EvtxWriter.Xml;
import org.bouclier.detect.evtx.SampleEvents.Reading;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Each kind of damage is named, and costs no more than what it destroyed. */
class EvtxDamageTest {

  private static final int CHUNK = EvtxWriter.CHUNK;
  private static final int FIRST = EvtxWriter.FILE_HEADER;
  private static final int RECORDS = 20;
  private static final byte[] FILE = file(3, RECORDS);
  private static final List<String> EVENTS = events();
  private static final Set<EvtxFaultKind> SEEN = EnumSet.noneOf(EvtxFaultKind.class);

  private static List<String> events() {
    try {
      return read(FILE).events();
    } catch (java.io.IOException unreadable) {
      throw new java.io.UncheckedIOException(unreadable);
    }
  }

  @AfterAll
  static void every_kind_of_fault_was_seen() {
    assertThat(SEEN).containsExactlyInAnyOrder(EvtxFaultKind.values());
  }

  @Test
  void a_wrong_file_header_is_told_and_the_rest_read() throws Exception {
    assertAllButFaults(with(0, b -> b.put(9, (byte) 1)), EvtxFaultKind.FILE_HEADER);
    assertAllButFaults(with(0, b -> b.putLong(0, 0)), EvtxFaultKind.FILE_HEADER);
    assertAllButFaults(Arrays.copyOfRange(FILE, FIRST, FILE.length), EvtxFaultKind.FILE_HEADER);
  }

  @Test
  void a_file_that_was_not_closed_may_have_more_chunks_than_its_header_says() throws Exception {
    byte[] file =
        with(
            0,
            b -> {
              b.putShort(42, (short) 1).putInt(120, 1);
              b.putInt(124, EvtxWriter.crc(bytes(b), 0, 120, 0, 0));
            });
    assertAllButFaults(file, EvtxFaultKind.FILE_NOT_CLOSED);
  }

  @Test
  void a_file_that_ends_early_is_told_once() throws Exception {
    Reading whole = read(FILE, FIRST + 2 * CHUNK);
    assertThat(whole.events()).isEqualTo(EVENTS.subList(0, 2 * RECORDS));
    assertKinds(whole, EvtxFaultKind.FILE_TRUNCATED);
    assertThat(whole.faults()).hasSize(1);

    Reading part = read(FILE, FIRST + 2 * CHUNK + recordStart(3) + 110); // in the user's SID
    int whole3 = 2 * RECORDS + 3;
    assertThat(part.events()).hasSize(whole3 + 1);
    assertThat(part.events().subList(0, whole3)).isEqualTo(EVENTS.subList(0, whole3));
    assertThat(part.events().getLast())
        .contains("\"EventRecordID\":44,", "\"Channel\":\"Microsoft-Windows-Sysmon/Operational\"");
    assertKinds(
        part,
        EvtxFaultKind.FILE_TRUNCATED,
        EvtxFaultKind.CHUNK_DATA_CHECKSUM,
        EvtxFaultKind.RECORD_TRUNCATED,
        EvtxFaultKind.VALUE_SIZE);
  }

  @Test
  void records_are_read_although_their_chunk_lost_its_signature() throws Exception {
    assertAllButFaults(with(FIRST + CHUNK, b -> b.put(0, (byte) 0)), EvtxFaultKind.CHUNK_SIGNATURE);
  }

  @Test
  void wrong_checksums_are_told_and_the_chunk_read() throws Exception {
    assertAllButFaults(
        with(FIRST + CHUNK, b -> b.put(130, (byte) 1)), EvtxFaultKind.CHUNK_HEADER_CHECKSUM);
    assertAllButFaults(
        with(FIRST + CHUNK, b -> b.putInt(52, 7).putInt(124, headerSum(b))),
        EvtxFaultKind.CHUNK_DATA_CHECKSUM);
    assertAllButFaults(
        with(FIRST + CHUNK, b -> b.putInt(120, 4).putInt(124, 0)),
        "a chunk may say that it has none");
  }

  @Test
  void lost_bytes_cost_the_chunk_where_they_were_and_no_other() throws Exception {
    byte[] cut = new byte[FILE.length - 1_003];
    int hole = FIRST + CHUNK + 40_000; // in the unused part of the second chunk
    System.arraycopy(FILE, 0, cut, 0, hole);
    System.arraycopy(FILE, hole + 1_003, cut, hole, cut.length - hole);
    // All checksums of the second chunk are right, but the third starts inside it.
    Reading reading = read(cut);
    assertThat(reading.events()).isEqualTo(EVENTS);
    assertKinds(reading, EvtxFaultKind.CHUNK_CUT, EvtxFaultKind.FILE_TRUNCATED);

    int inRecords = FIRST + CHUNK + 600;
    System.arraycopy(FILE, 0, cut, 0, inRecords);
    System.arraycopy(FILE, inRecords + 1_003, cut, inRecords, cut.length - inRecords);
    Reading damaged = read(cut);
    SEEN.addAll(damaged.kinds());
    assertThat(damaged.events()).startsWith(EVENTS.subList(0, RECORDS).toArray(String[]::new));
    assertThat(damaged.events())
        .endsWith(EVENTS.subList(2 * RECORDS, 3 * RECORDS).toArray(String[]::new));
    assertThat(damaged.kinds()).contains(EvtxFaultKind.CHUNK_CUT);
  }

  @Test
  void inserted_bytes_cost_nothing_but_a_fault() throws Exception {
    byte[] longer = new byte[FILE.length + 77];
    int place = FIRST + CHUNK;
    System.arraycopy(FILE, 0, longer, 0, place);
    Arrays.fill(longer, place, place + 77, (byte) 'x');
    System.arraycopy(FILE, place, longer, place + 77, FILE.length - place);

    Reading reading = read(longer);
    assertThat(reading.events()).isEqualTo(EVENTS);
    assertKinds(reading, EvtxFaultKind.CHUNK_SIGNATURE, EvtxFaultKind.CHUNK_CUT);
  }

  @Test
  void a_signature_without_its_header_starts_no_chunk() throws Exception {
    byte[] file =
        with(
            FIRST,
            b -> {
              b.put(130, (byte) 1); // so that another chunk is looked for
              b.put(CHUNK - 600, "ElfChnk\0".getBytes(StandardCharsets.US_ASCII));
            });
    Reading reading = read(file);
    assertThat(reading.kinds()).doesNotContain(EvtxFaultKind.CHUNK_CUT);
    assertThat(reading.events()).isEqualTo(EVENTS);
  }

  @Test
  void records_after_the_end_that_an_old_header_says_are_read_if_they_follow() throws Exception {
    int tenth = recordStart(10);
    Consumer<ByteBuffer> oldHeader = b -> b.putInt(48, tenth);
    assertAllButFaults(signed(FIRST, oldHeader), EvtxFaultKind.CHUNK_NOT_CLOSED);
    assertThat(read(signed(FIRST, oldHeader)).faults())
        .containsExactly(new EvtxFault(EvtxFaultKind.CHUNK_NOT_CLOSED, FIRST, EvtxFault.NO_RECORD));

    Reading formerUse = read(signed(FIRST, oldHeader.andThen(b -> b.putLong(tenth + 8, 3))));
    assertThat(formerUse.events()).isEqualTo(without(10, RECORDS));
    assertThat(formerUse.faults()).as("what is behind the end is not of this chunk").isEmpty();
  }

  @Test
  void a_record_of_wrong_size_is_read_as_far_as_the_next() throws Exception {
    int fifth = recordStart(5);
    for (int size : new int[] {0, 20, 90, 5_000, 70_000, -1}) {
      assertAllButFaults(signed(FIRST, b -> b.putInt(fifth + 4, size)), EvtxFaultKind.RECORD_SIZE);
    }
    assertAllButFaults(
        signed(FIRST, b -> b.putInt(recordStart(6) - 4, 1)), EvtxFaultKind.RECORD_SIZE);
  }

  @Test
  void bytes_that_are_no_record_are_told_and_passed() throws Exception {
    int fifth = recordStart(5);
    Reading reading = read(signed(FIRST, b -> b.putInt(fifth, 0)));
    assertThat(reading.events()).isEqualTo(without(5, 6));
    assertKinds(reading, EvtxFaultKind.RECORD_LOST);
    assertThat(reading.faults())
        .containsExactly(
            new EvtxFault(EvtxFaultKind.RECORD_LOST, FIRST + fifth, EvtxFault.NO_RECORD));
  }

  @Test
  void the_last_record_is_found_however_small() throws Exception {
    byte[] file =
        new EvtxWriter()
            .chunk(chunk ->
                chunk
                    .record(1, 0, xml -> xml.header().open("A").text("a").end().eof())
                    .record(2, 0, xml -> xml.header().open("B").text("b").end().eof())
                    .record(3, 0, xml -> xml.open("A").end()))
            .bytes();
    int second = 512 + ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(FIRST + 516);
    file[FIRST + second] = 0;
    EvtxWriter.sign(file, FIRST);

    assertThat(read(file).numbers()).containsExactly(1L, 3L);
  }

  @Test
  void a_record_without_content_is_told() throws Exception {
    Reading reading = read(file(Xml::eof));
    assertThat(reading.events()).isEmpty();
    assertKinds(reading, EvtxFaultKind.RECORD_EMPTY);
    assertThat(reading.faults().getFirst().record()).isEqualTo(1);
  }

  @Test
  void values_whose_template_is_lost_are_kept_without_names() throws Exception {
    for (int offset : new int[] {1, 600, 65_530, 65_536, Integer.MAX_VALUE, -1, -24}) {
      Reading reading =
          read(
              file(xml ->
                  xml.header()
                      .instanceAt(
                          9,
                          offset,
                          string("C:\\mimi.exe"),
                          Value.nothing(),
                          Value.xml(x -> x.open("EventData").text("t").end()))
                      .eof()));
      assertThat(reading.events())
          .as("offset %d", offset)
          .containsExactly(
              "{\"Event\":{\"Data\":{\"#text\":\"C:\\\\mimi.exe\"},\"EventData\":\"t\"}}");
      assertKinds(reading, EvtxFaultKind.TEMPLATE);
    }
  }

  @Test
  void another_template_is_not_used_for_one_that_is_lost() throws Exception {
    byte[] file =
        new EvtxWriter()
            .chunk(chunk -> {
              int[] other = new int[1];
              chunk.record(
                  1,
                  0,
                  record -> {
                    other[0] = record.header().position() + 10;
                    record.instance(7, xml -> xml.element("User", 0, 0), string("a")).eof();
                  });
              chunk.record(2, 0, record -> record.instanceAt(8, other[0], string("b")).eof());
            })
            .bytes();
    Reading reading = read(file);
    assertThat(reading.events())
        .containsExactly("{\"User\":\"a\"}", "{\"Event\":{\"Data\":{\"#text\":\"b\"}}}");
    assertKinds(reading, EvtxFaultKind.TEMPLATE);
  }

  @Test
  void a_value_that_is_not_there_is_told() throws Exception {
    Reading reading = read(event(xml -> xml.element("A", 0, 0).element("B", 1, 0), u16(1)));
    assertThat(reading.events()).containsExactly("{\"Event\":{\"A\":1,\"B\":null}}");
    assertKinds(reading, EvtxFaultKind.SUBSTITUTION);
  }

  @Test
  void an_unreadable_name_is_a_question_mark() throws Exception {
    Reading reading =
        read(
            event(
                xml ->
                    xml.put(0x01, 0xFF, 0xFF, 0, 0, 0, 0, 0xFA, 0xFF, 0, 0, 0x02)
                        .value(0, 0)
                        .put(0x04)
                        .openWith("Data")
                        .attribute("Name")
                        .text("#text")
                        .content()
                        .end(),
                u16(1)));
    assertThat(reading.events()).containsExactly("{\"Event\":{\"?\":[1,\"\"]}}");
    assertKinds(reading, EvtxFaultKind.NAME);
  }

  @Test
  void a_name_beyond_the_end_of_its_chunk_is_unreadable() throws Exception {
    byte[] file =
        event(xml -> xml.put(0x01, 0xFF, 0xFF, 0, 0, 0, 0, 0xF0, 0xFF, 0, 0, 0x02).put(0x04));
    file[FIRST + 0xFFF6] = 100; // so many characters, where five have room
    EvtxWriter.sign(file, FIRST);

    Reading reading = read(file);
    assertThat(reading.events()).containsExactly("{\"Event\":{\"?\":null}}");
    assertKinds(reading, EvtxFaultKind.NAME);
  }

  @Test
  void an_unknown_token_ends_its_fragment_only() throws Exception {
    Reading reading =
        read(
            event(
                xml -> xml.value(0, 0x21).element("B", 1, 0),
                Value.xml(x -> x.open("A").text("a").end().put(0x1F).open("C").end()),
                u16(2)));
    assertThat(reading.events()).containsExactly("{\"Event\":{\"A\":\"a\",\"B\":2}}");
    assertKinds(reading, EvtxFaultKind.TOKEN);
  }

  @Test
  void elements_that_do_not_close_are_closed() throws Exception {
    Reading reading =
        read(
            event(
                xml -> xml.value(0, 0x21).element("B", 1, 0),
                Value.xml(x -> x.open("A").open("C").text("c").end()),
                u16(2)));
    assertThat(reading.events()).containsExactly("{\"Event\":{\"A\":{\"C\":\"c\"},\"B\":2}}");
    assertKinds(reading, EvtxFaultKind.STRUCTURE);

    Value open =
        Value.xml(xml -> {
          for (int i = 0; i < 15; i++) {
            xml.open("A");
          }
        });
    Reading thrice =
        read(event(xml -> xml.value(0, 0x21).value(0, 0x21).element("B", 1, 0), open, u16(2)));
    assertThat(thrice.events().getFirst()).endsWith(",\"B\":2}}");
    assertKinds(thrice, EvtxFaultKind.STRUCTURE);

    Reading outside = read(file(xml -> xml.header().text("x").open("Event").text("e").end().eof()));
    assertThat(outside.events()).containsExactly("{\"Event\":\"e\"}");
    assertKinds(outside, EvtxFaultKind.STRUCTURE);

    Reading closedTwice = read(event(xml -> xml.value(0, 0x21), Value.xml(x -> x.put(0x04))));
    assertThat(closedTwice.events()).containsExactly("{\"Event\":null}");
    assertThat(closedTwice.kinds()).contains(EvtxFaultKind.STRUCTURE);
  }

  @Test
  void a_value_that_does_not_fit_its_type_is_given_in_hexadecimal() throws Exception {
    int[] types = {
      ValueType.INT8, ValueType.UINT16, ValueType.INT32, ValueType.HEX64, ValueType.GUID,
      ValueType.FILETIME, ValueType.SYSTEMTIME, ValueType.SID, ValueType.SIZE, ValueType.REAL64,
      ValueType.BOOL
    };
    for (int type : types) {
      Reading reading =
          read(event(xml -> xml.element("V", 0, 0), typed(type, new byte[] {1, 2, 3})));
      assertThat(reading.events()).containsExactly("{\"Event\":{\"V\":\"010203\"}}");
      assertKinds(reading, EvtxFaultKind.VALUE_SIZE);
    }
    byte[] noTime = new byte[16];
    Arrays.fill(noTime, (byte) 0x7F);
    assertThat(read(event(x -> x.element("V", 0, 0), typed(0x12, noTime))).events())
        .containsExactly("{\"Event\":{\"V\":\"" + "7F".repeat(16) + "\"}}");
    Reading array = read(event(x -> x.element("V", 0, 0), typed(0x88, new byte[] {1, 0, 0, 0, 2})));
    assertThat(array.events()).containsExactly("{\"Event\":{\"V\":[1,\"02\"]}}");
    assertKinds(array, EvtxFaultKind.VALUE_SIZE);
  }

  @Test
  void a_value_of_unknown_type_is_given_in_hexadecimal() throws Exception {
    for (int type : new int[] {0x16, 0x20, 0x23, 0x7F, 0xA1, 0xFF}) {
      Reading reading = read(event(xml -> xml.element("V", 0, 0), typed(type, (byte) 0xAB)));
      assertThat(reading.events()).containsExactly("{\"Event\":{\"V\":\"AB\"}}");
      assertKinds(reading, EvtxFaultKind.VALUE_TYPE);
    }
  }

  @Test
  void what_is_nested_too_deep_or_too_large_is_cut_there() throws Exception {
    Consumer<Xml> deep =
        xml -> {
          for (int i = 0; i < 100; i++) {
            xml.open("E");
          }
        };
    Reading reading = read(event(deep));
    assertThat(reading.events()).hasSize(1);
    assertThat(reading.kinds()).contains(EvtxFaultKind.TOO_DEEP);
    SEEN.add(EvtxFaultKind.TOO_DEEP);

    Consumer<Xml> large =
        xml -> {
          for (int i = 0; i < 5_000; i++) {
            xml.value(0, 0);
          }
        };
    Reading cut = read(event(xml -> large.accept(xml.open("V")), string("x".repeat(9_000))));
    assertThat(cut.events().getFirst()).hasSizeBetween(100_000, 1 << 20);
    assertThat(cut.kinds()).contains(EvtxFaultKind.TOO_LARGE);
    SEEN.add(EvtxFaultKind.TOO_LARGE);
  }

  /** All events are read, and only these faults told. */
  private static void assertAllButFaults(byte[] file, EvtxFaultKind... kinds) throws Exception {
    Reading reading = read(file);
    assertThat(reading.events()).isEqualTo(EVENTS);
    assertKinds(reading, kinds);
  }

  private static void assertAllButFaults(byte[] file, String why) throws Exception {
    assertThat(read(file).events()).as(why).isEqualTo(EVENTS);
    assertThat(read(file).faults()).as(why).isEmpty();
  }

  private static void assertKinds(Reading reading, EvtxFaultKind... kinds) {
    assertThat(reading.kinds()).containsExactlyInAnyOrder(kinds);
    SEEN.addAll(reading.kinds());
  }

  /** The file with its header (at 0) or a chunk changed. */
  private static byte[] with(int place, Consumer<ByteBuffer> change) {
    byte[] file = FILE.clone();
    int size = place == 0 ? FIRST : CHUNK;
    byte[] part = Arrays.copyOfRange(file, place, place + size);
    change.accept(ByteBuffer.wrap(part).order(ByteOrder.LITTLE_ENDIAN));
    System.arraycopy(part, 0, file, place, size);
    return file;
  }

  private static byte[] signed(int place, Consumer<ByteBuffer> change) {
    byte[] file = with(place, change);
    EvtxWriter.sign(file, place);
    return file;
  }

  private static int headerSum(ByteBuffer chunk) {
    return EvtxWriter.crc(bytes(chunk), 0, 120, 128, 512);
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.limit()];
    buffer.get(0, bytes);
    return bytes;
  }

  /** Where a record of the first chunk starts in it; the first is number 0. */
  private static int recordStart(int record) {
    var chunk = ByteBuffer.wrap(FILE).order(ByteOrder.LITTLE_ENDIAN);
    int at = 512;
    for (int i = 0; i < record; i++) {
      at += chunk.getInt(FIRST + at + 4);
    }
    return at;
  }

  private static List<String> without(int from, int to) {
    return LongStream.range(0, EVENTS.size())
        .filter(i -> i < from || i >= to)
        .mapToObj(i -> EVENTS.get((int) i))
        .toList();
  }
}
