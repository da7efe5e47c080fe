package org.bouclier.detect.evtx;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Reads the events of a Windows event log file (EVTX, format versions 3.1 and 3.2), in the order of
 * the file, each as one line of JSON.
 *
 * <pre>{@code
 * try (var reader = EvtxReader.open(Path.of("Security.evtx"), fault -> log(fault.message()))) {
 *   while (reader.next()) {
 *     scanner.scan(reader.json(), 0, reader.jsonLength(), LogFormat.NDJSON, source, matches);
 *   }
 * }
 * }</pre>
 *
 * <p>Sources: MS-EVEN6, section 2.2.12, for binary XML; libevtx, "Windows XML Event Log (EVTX)
 * format", for the file. The JSON is that of SigmaHQ's recorded events, so that rules match on it
 * as on those:
 *
 * <ul>
 *   <li>attributes are in {@code #attributes}, the text beside them in {@code #text}; an attribute
 *       without value is left out, an element without content is {@code null};
 *   <li>a field of {@code EventData} has its name as key, and is {@code ""} if it is empty; fields
 *       without names are in the array {@code Data.#text};
 *   <li>elements of one name in one parent, and values of an array, are an array under that name;
 *   <li>integers, reals and booleans are bare; GUIDs are in capitals without braces, binary values
 *       in capital hexadecimal, times in UTC to the microsecond, {@code HexInt} as {@code 0x3e7};
 *   <li>a text ends at its first null character, as Windows shows it; blanks at its end stay;
 *   <li>processing instructions are left out.
 * </ul>
 *
 * <p>Hostile and damaged files are read as far as they go: nothing in a file makes {@link #next}
 * throw but the absence of any event log in it. What is wrong is told to a sink and counted. Memory
 * does not depend on the size of the file: about two megabytes, some more for the largest events,
 * at most some thirty for files made to use much. An event has at most {@link #MAX_JSON_BYTES} (and
 * a little more, to close what is open), a chunk {@link #MAX_JSON_BYTES_PER_BYTE} for each of its
 * bytes: time grows with the size of the file and nothing else.
 *
 * <p>Not safe for threads.
 */
public final class EvtxReader implements Closeable {

  /** Bound of an event's JSON, in bytes, after which its values are left out. */
  public static final int MAX_JSON_BYTES = 1 << 20;

  /**
   * Bound of the JSON of all events of a chunk, for each byte of the chunk, so 16 MiB for a whole
   * one; the event that passes it is the last. Real chunks give two or three bytes for one.
   */
  public static final int MAX_JSON_BYTES_PER_BYTE = 256;

  private static final long TICKS_PER_SECOND = 10_000_000;
  private static final long SECONDS_1601_TO_1970 = 11_644_473_600L;

  private final InputStream in;
  private final FaultCounter faults;
  private final ChunkSource source;
  private final ChunkRecords records;
  private final NameTable names = new NameTable();
  private final EventTree tree = new EventTree();
  private final BinXmlReader binaryXml;
  private final ValueText values;
  private final EventJson events;
  private final JsonBytes json = new JsonBytes();
  private boolean inChunk;
  private int chunkJson;
  private long eventCount;
  private boolean damaged;

  /**
   * Reads from a stream, which {@link #close} closes.
   *
   * @param in the file's bytes, from the first; read in blocks, so it needs no buffer of its own
   * @param faultSink is told what is wrong, while {@link #next} runs
   */
  public EvtxReader(InputStream in, Consumer<EvtxFault> faultSink) {
    this.in = in;
    faults = new FaultCounter(faultSink);
    source = new ChunkSource(in, faults);
    records = new ChunkRecords(faults);
    binaryXml = new BinXmlReader(names, tree, faults);
    values = new ValueText(faults);
    events = new EventJson(names, tree, values, faults);
  }

  /**
   * Opens a file.
   *
   * @param file an EVTX file, closed or still written to
   * @param faultSink is told what is wrong, while {@link #next} runs
   * @throws IOException if it cannot be opened
   */
  public static EvtxReader open(Path file, Consumer<EvtxFault> faultSink) throws IOException {
    return new EvtxReader(Files.newInputStream(file), faultSink);
  }

  /**
   * Goes to the next event.
   *
   * @return false at the end of the file
   * @throws NotEvtxException if the input is no Windows event log
   * @throws IOException if the input cannot be read
   */
  public boolean next() throws IOException {
    while (true) {
      if (inChunk && records.next()) {
        if (read()) {
          return true;
        }
      } else if (source.next()) {
        startChunk();
      } else {
        inChunk = false;
        return false;
      }
    }
  }

  private void startChunk() {
    inChunk = true;
    chunkJson = 0;
    records.start(source);
    names.startChunk();
    binaryXml.startChunk(source.chunk(), source.available());
    values.startChunk(source.chunk());
    events.startChunk(source.chunk());
  }

  /** Reads the record; false if it gives no event. */
  private boolean read() {
    names.startRecord();
    binaryXml.read(records.contentFrom(), records.contentTo());
    if (chunkJson >= MAX_JSON_BYTES_PER_BYTE * source.available()) {
      faults.add(EvtxFaultKind.TOO_LARGE);
      return false;
    }
    if (tree.firstElement(EventTree.DOCUMENT) == EventTree.NONE) {
      faults.add(EvtxFaultKind.RECORD_EMPTY);
      return false;
    }
    json.clear(MAX_JSON_BYTES);
    events.write(json);
    chunkJson += json.length();
    eventCount++;
    damaged = faults.isTold();
    return true;
  }

  /**
   * Holds the event's JSON from its first byte, in UTF-8, without a line break. Valid until next.
   */
  public byte[] json() {
    return json.bytes();
  }

  /** How many bytes of {@link #json} the event has. */
  public int jsonLength() {
    return json.length();
  }

  /** The event's record number as the file gives it; unsigned. */
  public long recordNumber() {
    return records.number();
  }

  /** When Windows wrote the record, to 100 ns; of a damaged record, whatever stands there. */
  public Instant written() {
    long ticks = records.written();
    return Instant.ofEpochSecond(
        Long.divideUnsigned(ticks, TICKS_PER_SECOND) - SECONDS_1601_TO_1970,
        Long.remainderUnsigned(ticks, TICKS_PER_SECOND) * 100);
  }

  /** Where the event's record starts, in bytes from the start of the input. */
  public long offset() {
    return records.offset();
  }

  /** Whether something of this event is wrong or missing; the faults said what. */
  public boolean isDamaged() {
    return damaged;
  }

  /** Events read so far. */
  public long eventCount() {
    return eventCount;
  }

  /** Bytes of the input used so far. */
  public long bytesRead() {
    return source.bytesRead();
  }

  /** How often each kind of fault was met so far; kinds that were not are absent. */
  public Map<EvtxFaultKind, Long> faultCounts() {
    return faults.counts();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
