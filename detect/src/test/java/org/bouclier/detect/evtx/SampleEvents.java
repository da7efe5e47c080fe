package org.bouclier.detect.evtx;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.bouclier.detect.evtx.EvtxWriter.Value.nothing;
import static org.bouclier.detect.evtx.EvtxWriter.Value.string;
import static org.bouclier.detect.evtx.EvtxWriter.Value.typed;
import static org.bouclier.detect.evtx.EvtxWriter.Value.u16;
import static org.bouclier.detect.evtx.EvtxWriter.Value.xml;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.bouclier.detect.evtx.EvtxWriter.Chunk;
import org.bouclier.detect.evtx.EvtxWriter.Value;
import org.bouclier.detect.evtx.EvtxWriter.Xml;

/** Events as Windows writes them: a template for the system part, another for the event's data. */
final class SampleEvents {

  /** 2026-04-17T05:24:53.0888491Z. */
  static final long WRITTEN = 134_208_770_930_888_491L;

  private static final byte[] SYSMON_GUID = {
    0x5F,
    0x38,
    0x70,
    0x57,
    0x2A,
    (byte) 0xC2,
    (byte) 0xE0,
    0x43,
    (byte) 0xBF,
    0x4C,
    0x06,
    (byte) 0xF5,
    0x69,
    (byte) 0x8F,
    (byte) 0xFB,
    (byte) 0xD9
  };
  private static final byte[] LOCAL_SYSTEM = {1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0};

  private SampleEvents() {}

  /** What is read from a file. */
  record Reading(List<String> events, List<Long> numbers, List<EvtxFault> faults) {

    Set<EvtxFaultKind> kinds() {
      Set<EvtxFaultKind> kinds = EnumSet.noneOf(EvtxFaultKind.class);
      faults.forEach(fault -> kinds.add(fault.kind()));
      return kinds;
    }
  }

  static Reading read(byte[] file) throws IOException {
    return read(file, file.length);
  }

  static Reading read(byte[] file, int length) throws IOException {
    var reading = new Reading(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    try (var reader =
        new EvtxReader(new ByteArrayInputStream(file, 0, length), reading.faults::add)) {
      while (reader.next()) {
        reading.events.add(new String(reader.json(), 0, reader.jsonLength(), UTF_8));
        reading.numbers.add(reader.recordNumber());
      }
    }
    return reading;
  }

  /** A file of one chunk of one record of this content. */
  static byte[] file(Consumer<Xml> content) {
    return new EvtxWriter().chunk(chunk -> chunk.record(1, WRITTEN, content)).bytes();
  }

  /** A file of several chunks of several processes each, numbered from 1. */
  static byte[] file(int chunks, int records) {
    var file = new EvtxWriter();
    for (int i = 0; i < chunks; i++) {
      int first = 1 + i * records;
      file.chunk(chunk -> {
        for (int number = first; number < first + records; number++) {
          process(chunk, number, "C:\\Windows\\System32\\whoami.exe", "whoami /all #" + number);
        }
      });
    }
    return file.bytes();
  }

  /** A file of one process creation as Sysmon tells it. */
  static byte[] process(String image, String commandLine) {
    return new EvtxWriter().chunk(chunk -> process(chunk, 1, image, commandLine)).bytes();
  }

  /** A process creation as Sysmon tells it. */
  static void process(Chunk chunk, long number, String image, String commandLine) {
    chunk.record(
        number,
        WRITTEN,
        record ->
            record
                .header()
                .instance(
                    0x5359_534D,
                    SampleEvents::system,
                    u16(1),
                    typed(ValueType.UINT8, (byte) 4),
                    typed(ValueType.HEX64, le(0x8000_0000_0000_0000L)),
                    typed(ValueType.FILETIME, le(WRITTEN)),
                    typed(ValueType.UINT64, le(number)),
                    nothing(),
                    typed(ValueType.SID, LOCAL_SYSTEM),
                    xml(data ->
                        data.header()
                            .instance(
                                0x5052_4F43,
                                SampleEvents::processData,
                                string(image),
                                string(commandLine),
                                string(""))
                            .eof()))
                .eof());
  }

  private static void system(Xml xml) {
    xml.openWith("Event")
        .attribute("xmlns")
        .text("http://schemas.microsoft.com/win/2004/08/events/event")
        .content()
        .open("System")
        .openWith("Provider")
        .attribute("Name")
        .text("Microsoft-Windows-Sysmon")
        .empty()
        .element("EventID", 0, ValueType.UINT16)
        .element("Level", 1, ValueType.UINT8)
        .element("Keywords", 2, ValueType.HEX64)
        .openWith("TimeCreated")
        .attribute("SystemTime")
        .optional(3, ValueType.FILETIME)
        .empty()
        .element("EventRecordID", 4, ValueType.UINT64)
        .openWith("Correlation")
        .attribute("ActivityID")
        .optional(5, ValueType.GUID)
        .empty()
        .open("Channel")
        .text("Microsoft-Windows-Sysmon/Operational")
        .end()
        .open("Computer")
        .text("POSTE-7.anssi.ml")
        .end()
        .openWith("Security")
        .attribute("UserID")
        .optional(6, ValueType.SID)
        .empty()
        .end()
        .optional(7, ValueType.BINARY_XML)
        .end();
  }

  private static void processData(Xml xml) {
    xml.open("EventData")
        .data("Image", 0, ValueType.STRING)
        .data("CommandLine", 1, ValueType.STRING)
        .data("ParentImage", 2, ValueType.STRING)
        .end();
  }

  /** An event whose data is what a template makes of these values. */
  static byte[] event(Consumer<Xml> template, Value... values) {
    return file(record ->
        record
            .header()
            .instance(
                7,
                xml -> {
                  xml.open("Event");
                  template.accept(xml);
                  xml.end();
                },
                values)
            .eof());
  }

  static byte[] guid() {
    return SYSMON_GUID.clone();
  }

  static byte[] le(long number) {
    return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(number).array();
  }

  static byte[] le(int number) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(number).array();
  }
}
