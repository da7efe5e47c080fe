package org.bouclier.detect.evtx;

import static org.bouclier.detect.evtx.LittleEndian.i32;
import static org.bouclier.detect.evtx.LittleEndian.i64;
import static org.bouclier.detect.evtx.LittleEndian.u32;

/**
 * Goes from record to record in a chunk.
 *
 * <pre>{@code
 * 2A 2A 00 00 | size u32 | number u64 | written FILETIME | binary XML ... | size u32
 * }</pre>
 *
 * <p>A record is whole if both sizes agree and lie inside the chunk. Where one is not, the next
 * whole one is searched at every byte; what lies before it is read as far as it goes. The end that
 * the chunk's header gives is believed, since the space behind it may hold records of a former use
 * of the chunk; but the record whose number follows is one that Windows wrote before it came to
 * update the header.
 */
final class ChunkRecords {

  /** What precedes the binary XML. */
  static final int HEADER_BYTES = 24;

  private static final int SIGNATURE = 0x2A2A;
  private static final int MIN_BYTES = HEADER_BYTES + 4;

  private final FaultCounter faults;
  private byte[] chunk = new byte[0];
  private long chunkOffset;
  private int end; // of what may be records
  private int saidEnd; // by the header
  private int available;
  private int at;
  private int record;
  private int recordEnd;
  private long lastNumber;
  private boolean any;
  private boolean unannounced;

  ChunkRecords(FaultCounter faults) {
    this.faults = faults;
  }

  /** Goes to the start of a chunk. */
  void start(ChunkSource source) {
    chunk = source.chunk();
    chunkOffset = source.chunkOffset();
    available = source.available();
    saidEnd = source.recordsEnd();
    end = saidEnd < 0 ? available : Math.min(saidEnd, available);
    at = ChunkSource.CHUNK_HEADER_BYTES;
    any = false;
    unannounced = false;
  }

  /** First byte of the binary XML. */
  int contentFrom() {
    return record + HEADER_BYTES;
  }

  /** One past its last byte. */
  int contentTo() {
    return recordEnd;
  }

  /** Where the record starts in the input. */
  long offset() {
    return chunkOffset + record;
  }

  /** The record's number, which Windows counts for each log. */
  long number() {
    return i64(chunk, record + 8);
  }

  /** When it was written, in units of 100 ns since 1601 UTC. */
  long written() {
    return i64(chunk, record + 16);
  }

  /** Goes to the next record; false if the chunk has no more. */
  boolean next() {
    while (at < end) {
      if (isWhole(at)) {
        accept(at, at + size(at) - 4);
        at += size(at);
        return true;
      }
      int from = at;
      at = nextWhole(from + 1);
      if (takePartial(from, at)) {
        return true;
      }
      lost(from, at);
    }
    return nextUnannounced();
  }

  private void accept(int from, int to) {
    record = from;
    recordEnd = to;
    lastNumber = number();
    any = true;
    faults.at(offset(), lastNumber);
  }

  /** Takes what starts as a record and is not whole, up to the next; its size says nothing. */
  private boolean takePartial(int from, int to) {
    if (to - from < MIN_BYTES || i32(chunk, from) != SIGNATURE) {
      return false;
    }
    boolean cut = to >= end && u32(chunk, from + 4) > available - from;
    accept(from, to);
    faults.add(cut ? EvtxFaultKind.RECORD_TRUNCATED : EvtxFaultKind.RECORD_SIZE);
    return true;
  }

  private void lost(int from, int to) {
    boolean told = to >= end && saidEnd < 0; // nobody said that there is something
    for (int i = from; told && any && i < to; i++) {
      told = chunk[i] == 0;
    }
    if (!told) {
      faults.at(chunkOffset + from, EvtxFault.NO_RECORD);
      faults.add(EvtxFaultKind.RECORD_LOST);
    }
  }

  private boolean nextUnannounced() {
    if (!any
        || at > available - MIN_BYTES
        || !isWhole(at)
        || i64(chunk, at + 8) != lastNumber + 1) {
      return false;
    }
    if (!unannounced) {
      unannounced = true;
      faults.at(chunkOffset, EvtxFault.NO_RECORD);
      faults.add(EvtxFaultKind.CHUNK_NOT_CLOSED);
    }
    accept(at, at + size(at) - 4);
    at += size(at);
    return true;
  }

  private int nextWhole(int from) {
    for (int i = from; i <= end - MIN_BYTES; i++) {
      if (chunk[i] == 0x2A && isWhole(i)) {
        return i;
      }
    }
    return end;
  }

  private boolean isWhole(int from) {
    if (from > available - MIN_BYTES || i32(chunk, from) != SIGNATURE) {
      return false;
    }
    long size = u32(chunk, from + 4);
    return size >= MIN_BYTES
        && size <= available - from
        && i32(chunk, from + (int) size - 4) == (int) size;
  }

  private int size(int from) {
    return i32(chunk, from + 4);
  }
}
