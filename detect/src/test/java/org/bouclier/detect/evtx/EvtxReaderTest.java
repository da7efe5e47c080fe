package org.bouclier.detect.evtx;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bouclier.detect.evtx.EvtxWriter.Value.nothing;
import static org.bouclier.detect.evtx.EvtxWriter.Value.string;
import static org.bouclier.detect.evtx.EvtxWriter.Value.typed;
import static org.bouclier.detect.evtx.EvtxWriter.Value.u16;
import static org.bouclier.detect.evtx.EvtxWriter.Value.xml;
import static org.bouclier.detect.evtx.SampleEvents.event;
import static org.bouclier.detect.evtx.SampleEvents.file;
import static org.bouclier.detect.evtx.SampleEvents.read;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.bouclier.detect.evtx.EvtxWriter.Value;
import org.bouclier.detect.evtx.EvtxWriter.Xml;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files made by hand, and what must be read from them. */
class EvtxReaderTest {

  @TempDir private Path folder;

  @Test
  void an_event_of_Sysmon_is_one_line_in_the_shape_of_recorded_events() throws Exception {
    Path file = folder.resolve("Sysmon.evtx");
    Files.write(file, SampleEvents.process("C:\\mimi.exe", "mimi \"sekurlsa\"\tx"));
    List<EvtxFault> faults = new ArrayList<>();

    try (var reader = EvtxReader.open(file, faults::add)) {
      assertThat(reader.next()).isTrue();
      assertThat(new String(reader.json(), 0, reader.jsonLength(), UTF_8))
          .isEqualTo(
              "{\"Event\":{\"#attributes\":"
                  + "{\"xmlns\":\"http://schemas.microsoft.com/win/2004/08/events/event\"},"
                  + "\"System\":{\"Provider\":"
                  + "{\"#attributes\":{\"Name\":\"Microsoft-Windows-Sysmon\"}},"
                  + "\"EventID\":1,\"Level\":4,\"Keywords\":\"0x8000000000000000\","
                  + "\"TimeCreated\":"
                  + "{\"#attributes\":{\"SystemTime\":\"2026-04-17T05:24:53.088849Z\"}},"
                  + "\"EventRecordID\":1,\"Correlation\":null,"
                  + "\"Channel\":\"Microsoft-Windows-Sysmon/Operational\","
                  + "\"Computer\":\"POSTE-7.anssi.ml\","
                  + "\"Security\":{\"#attributes\":{\"UserID\":\"S-1-5-18\"}}},"
                  + "\"EventData\":{\"Image\":\"C:\\\\mimi.exe\","
                  + "\"CommandLine\":\"mimi \\\"sekurlsa\\\"\\tx\",\"ParentImage\":\"\"}}}");
      assertThat(reader.recordNumber()).isEqualTo(1);
      assertThat(reader.written()).isEqualTo(Instant.parse("2026-04-17T05:24:53.088849100Z"));
      assertThat(reader.offset()).isEqualTo(4_096 + 512);
      assertThat(reader.isDamaged()).isFalse();
      assertThat(reader.next()).isFalse();
      assertThat(reader.next()).as("the end stays the end").isFalse();
      assertThat(reader.eventCount()).isEqualTo(1);
      assertThat(reader.bytesRead()).isEqualTo(Files.size(file));
      assertThat(reader.faultCounts()).isEmpty();
    }
    assertThat(faults).isEmpty();
  }

  @Test
  void later_records_use_the_templates_and_names_of_the_first() throws Exception {
    var reading = read(file(3, 40));

    assertThat(reading.numbers()).containsExactlyElementsOf(numbers(1, 120));
    for (int i = 0; i < 120; i++) {
      assertThat(reading.events().get(i))
          .contains("\"EventRecordID\":" + (i + 1) + ",", "\"whoami /all #" + (i + 1) + "\"");
    }
    assertThat(reading.faults()).isEmpty();
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '¦',
      textBlock =
          """
          01 ¦ 61006200e9003dd800de0000   ¦ "abé😀"
          01 ¦ 610000006200               ¦ "a"
          01 ¦ 3dd86100                   ¦ "\uFFFDa"
          01 ¦ 0a0001007f005c002200       ¦ "\\n\\u0001\u007F\\\\\\""
          02 ¦ 6180e900                   ¦ "a€é"
          03 ¦ ff                         ¦ -1
          04 ¦ ff                         ¦ 255
          05 ¦ 0080                       ¦ -32768
          06 ¦ 0080                       ¦ 32768
          07 ¦ ffffffff                   ¦ -1
          08 ¦ ffffffff                   ¦ 4294967295
          09 ¦ 0000000000000080           ¦ -9223372036854775808
          0a ¦ ffffffffffffffff           ¦ 18446744073709551615
          0b ¦ 0000c03f                   ¦ 1.5
          0b ¦ 0000807f                   ¦ "1.#INF"
          0c ¦ 000000000000f8bf           ¦ -1.5
          0c ¦ 000000000000f8ff           ¦ "-1.#IND"
          0c ¦ 000000000000f0ff           ¦ "-1.#INF"
          0d ¦ 01000000                   ¦ true
          0d ¦ 00000000                   ¦ false
          0d ¦ 10000000                   ¦ true
          0d ¦ 00                         ¦ false
          0e ¦ deadbeef                   ¦ "DEADBEEF"
          0f ¦ 5f3870572ac2e043bf4c06f5698ffbd9 ¦ "5770385F-C22A-43E0-BF4C-06F5698FFBD9"
          10 ¦ e7030000                   ¦ "0x3e7"
          10 ¦ e703000000000000           ¦ "0x3e7"
          11 ¦ 00803ed5deb19d01           ¦ "1970-01-01T00:00:00.000000Z"
          11 ¦ 0000000000000000           ¦ "1601-01-01T00:00:00.000000Z"
          12 ¦ ea070400050011000500180035005900 ¦ "2026-04-17T05:24:53.089000Z"
          13 ¦ 010500000000000515000000a065cf7e784b9b5fe77c8770f4010000 ¦ "S-1-5-21-2127521184-1604012920-1887927527-500"
          13 ¦ 0100ffffffffffff           ¦ "S-1-281474976710655"
          14 ¦ 00000000                   ¦ "0x0"
          14 ¦ efbeadde                   ¦ "0xdeadbeef"
          15 ¦ 0000000000000080           ¦ "0x8000000000000000"
          """)
  void a_value_of_each_type_is_written_as_Windows_shows_it(String type, String hex, String json)
      throws Exception {
    var reading =
        read(event(xml -> xml.element("V", 0, 0), value(Integer.parseInt(type, 16), hex)));

    assertThat(reading.events()).containsExactly("{\"Event\":{\"V\":" + json + "}}");
    assertThat(reading.faults()).isEmpty();
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '¦',
      textBlock =
          """
          81 ¦ 610000006200630000000000   ¦ ["a","bc",""]
          81 ¦ 61000000620063             ¦ ["a","b"]
          81 ¦ 61000000                   ¦ "a"
          81 ¦ 0000                       ¦ ""
          82 ¦ 61006263                   ¦ ["a","bc"]
          83 ¦ ff01                       ¦ [-1,1]
          84 ¦ ff                         ¦ 255
          86 ¦ 01000200ffff               ¦ [1,2,65535]
          88 ¦ 01000000ffffffff           ¦ [1,4294967295]
          8a ¦ 0100000000000000ffffffffffffffff ¦ [1,18446744073709551615]
          8b ¦ 0000c03f0000807f           ¦ [1.5,"1.#INF"]
          8d ¦ 0100000000000000           ¦ [true,false]
          8e ¦ dead                       ¦ "DEAD"
          8f ¦ 5f3870572ac2e043bf4c06f5698ffbd95f3870572ac2e043bf4c06f5698ffbd9 ¦ ["5770385F-C22A-43E0-BF4C-06F5698FFBD9","5770385F-C22A-43E0-BF4C-06F5698FFBD9"]
          90 ¦ 0100000002000000           ¦ "0x200000001"
          91 ¦ 000000000000000000803ed5deb19d01 ¦ ["1601-01-01T00:00:00.000000Z","1970-01-01T00:00:00.000000Z"]
          93 ¦ 010100000000000512000000010100000000000513000000 ¦ ["S-1-5-18","S-1-5-19"]
          94 ¦ 0100000010000000           ¦ ["0x1","0x10"]
          95 ¦ 01000000000000000200000000000000 ¦ ["0x1","0x2"]
          """)
  void an_array_repeats_its_element(String type, String hex, String json) throws Exception {
    var value = value(Integer.parseInt(type, 16), hex);
    var reading = read(event(xml -> xml.element("V", 0, 0), value));

    assertThat(reading.events()).containsExactly("{\"Event\":{\"V\":" + json + "}}");
    assertThat(
            read(event(xml -> xml.openWith("V").attribute("A").value(0, 0).empty(), value))
                .events())
        .as("in an attribute")
        .containsExactly("{\"Event\":{\"V\":{\"#attributes\":{\"A\":" + json + "}}}}");
  }

  @Test
  void an_array_between_texts_is_one_text() throws Exception {
    var reading =
        read(
            event(
                xml -> xml.open("V").text("<").value(0, 0).text(">").value(1, 0).end(),
                typed(0x86, new byte[] {1, 0, 2, 0}),
                u16(7)));

    assertThat(reading.events()).containsExactly("{\"Event\":{\"V\":\"<1,2>7\"}}");
  }

  @Test
  void fields_without_a_name_are_listed_under_Data() throws Exception {
    Consumer<Xml> list =
        xml -> xml.open("Data").value(0, 0).end().open("Data").value(1, 0).end().element("B", 2, 0);

    assertThat(read(event(list, string("a"), nothing(), nothing())).events())
        .containsExactly("{\"Event\":{\"Data\":{\"#text\":[\"a\",\"\"]},\"B\":null}}");
    assertThat(read(event(xml -> xml.element("Data", 0, 0), u16(5))).events())
        .containsExactly("{\"Event\":{\"Data\":{\"#text\":5}}}");
    assertThat(read(event(xml -> xml.element("Data", 0, 0), value(0x81, "610000006200"))).events())
        .containsExactly("{\"Event\":{\"Data\":{\"#text\":[\"a\",\"b\"]}}}");
  }

  @Test
  void elements_of_the_same_name_become_an_array_where_the_first_stands() throws Exception {
    var reading =
        read(
            event(
                xml ->
                    xml.element("H", 0, 0)
                        .element("X", 1, 0)
                        .element("H", 1, 0)
                        .openWith("H")
                        .attribute("k")
                        .value(0, 0)
                        .content()
                        .text("t")
                        .end()
                        .data("User", 0, 0)
                        .data("User", 1, 0),
                string("a"),
                value(0x86, "01000200")));

    assertThat(reading.events())
        .containsExactly(
            "{\"Event\":{\"H\":[\"a\",1,2,{\"#attributes\":{\"k\":\"a\"},\"#text\":\"t\"}],"
                + "\"X\":[1,2],\"User\":[\"a\",1,2]}}");
  }

  @Test
  void the_name_of_a_field_may_be_a_value_and_other_attributes_stay() throws Exception {
    var reading =
        read(
            event(
                xml ->
                    xml.openWith("Data")
                        .attribute("Name")
                        .text("Champ ")
                        .value(0, 0)
                        .attribute("Type")
                        .text("win:Pid")
                        .content()
                        .value(1, 0)
                        .end(),
                string("n°1"),
                u16(4)));

    assertThat(reading.events())
        .containsExactly(
            "{\"Event\":{\"Champ n°1\":{\"#attributes\":{\"Type\":\"win:Pid\"},\"#text\":4}}}");
  }

  @Test
  void references_sections_and_instructions_are_what_XML_says() throws Exception {
    var reading =
        read(
            event(xml ->
                xml.instruction("xml-stylesheet", "none")
                    .open("V")
                    .text("a")
                    .character(0x26)
                    .entity("lt")
                    .entity("gt")
                    .entity("amp")
                    .entity("quot")
                    .entity("apos")
                    .cdata("<b>")
                    .end()));

    assertThat(reading.events()).containsExactly("{\"Event\":{\"V\":\"a&<>&\\\"'<b>\"}}");
    assertThat(reading.faults()).isEmpty();
  }

  @Test
  void elements_may_stand_without_a_template_and_values_hold_fragments_and_templates()
      throws Exception {
    assertThat(read(file(xml -> xml.header().open("Event").open("A").text("b").end().end().eof())))
        .satisfies(reading -> {
          assertThat(reading.events()).containsExactly("{\"Event\":{\"A\":\"b\"}}");
          assertThat(reading.faults()).isEmpty();
        });

    Value inner =
        xml(x ->
            x.header()
                .open("UserData")
                .instance(8, t -> t.openWith("E").attribute("p").value(0, 0).empty(), u16(3))
                .end()
                .eof());
    var reading = read(event(xml -> xml.element("S", 0, 0).value(1, 0x21), u16(1), inner));
    assertThat(reading.events())
        .containsExactly("{\"Event\":{\"S\":1,\"UserData\":{\"E\":{\"#attributes\":{\"p\":3}}}}}");
    assertThat(reading.faults()).isEmpty();
  }

  @Test
  void unused_space_between_and_after_chunks_is_no_fault() throws Exception {
    byte[] one = Arrays.copyOfRange(file(1, 3), EvtxWriter.FILE_HEADER, 4_096 + EvtxWriter.CHUNK);
    byte[] file = new EvtxWriter().raw(one).raw(new byte[0]).raw(one).raw(new byte[0]).bytes();

    var reading = read(file);

    assertThat(reading.numbers()).containsExactly(1L, 2L, 3L, 1L, 2L, 3L);
    assertThat(reading.faults()).isEmpty();
  }

  @Test
  void a_file_is_read_the_same_however_the_stream_gives_its_bytes() throws Exception {
    byte[] file = file(2, 30);
    List<String> events = new ArrayList<>();
    InputStream drops =
        new FilterInputStream(new ByteArrayInputStream(file)) {
          @Override
          public int read(byte[] into, int from, int length) throws IOException {
            return super.read(into, from, Math.min(length, 1_013));
          }
        };
    try (var reader = new EvtxReader(drops, fault -> {})) {
      while (reader.next()) {
        events.add(new String(reader.json(), 0, reader.jsonLength(), UTF_8));
      }
    }

    assertThat(events).isEqualTo(read(file).events()).hasSize(60);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ElfFile", "{\"Event\":{}}", "PK\u0003\u0004 ElfFile\0 ElfChnk"})
  void what_is_no_event_log_is_refused(String text) {
    byte[] start = text.getBytes(UTF_8);
    assertThatThrownBy(() -> read(start)).isInstanceOf(NotEvtxException.class);
    byte[] large = Arrays.copyOf(start, 300_000);
    Arrays.fill(large, start.length, large.length, (byte) 'x');
    assertThatThrownBy(() -> read(large))
        .isInstanceOf(NotEvtxException.class)
        .hasMessage("ce n’est pas un journal d’événements Windows (EVTX)");
  }

  @Test
  void each_fault_has_a_code_and_a_French_message() {
    assertThat(EvtxFaultKind.values())
        .allSatisfy(kind -> {
          assertThat(kind.code()).matches("evtx-[a-z-]+");
          assertThat(kind.message()).isNotBlank().doesNotContain("'");
        });
    assertThat(EvtxFaultKind.values()).extracting(EvtxFaultKind::code).doesNotHaveDuplicates();
    assertThat(new EvtxFault(EvtxFaultKind.RECORD_SIZE, 512, 7).message())
        .isEqualTo("la taille d’un enregistrement est fausse, enregistrement 7, octet 512");
    assertThat(new EvtxFault(EvtxFaultKind.FILE_HEADER, 0, EvtxFault.NO_RECORD).message())
        .isEqualTo("l’en-tête du fichier est absent ou abîmé, octet 0");
  }

  @Test
  void a_long_text_is_read_whole() throws Exception {
    String text = "évènement ".repeat(3_000);
    var reading = read(event(xml -> xml.element("V", 0, 0), string(text)));

    assertThat(reading.events()).containsExactly("{\"Event\":{\"V\":\"" + text + "\"}}");
    assertThat(text.getBytes(UTF_16LE)).hasSizeGreaterThan(32_768);
  }

  private static Value value(int type, String hex) {
    return typed(type, HexFormat.of().parseHex(hex));
  }

  private static List<Long> numbers(long first, long last) {
    return LongStream.rangeClosed(first, last).boxed().toList();
  }
}
