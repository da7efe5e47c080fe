package org.bouclier.detect.evtx;

import static org.bouclier.detect.evtx.LittleEndian.i32;
import static org.bouclier.detect.evtx.LittleEndian.i64;
import static org.bouclier.detect.evtx.LittleEndian.u16;
import static org.bouclier.detect.evtx.LittleEndian.u32;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;

/**
 * Finds the chunks of a file, one after the other, in a window of two chunks.
 *
 * <pre>{@code
 * file header, 4096 bytes          chunk header, 512 bytes
 *   0 "ElfFile\0"                    0 "ElfChnk\0"
 *  40 size of this block, u16       40 128, u32
 *  42 number of chunks, u16         48 end of the records, u32
 * 120 flags: 1 not closed,          52 CRC-32 of the records, u32
 *            4 no checksums         120 flags: 4 no checksums
 * 124 CRC-32 of 0-119              124 CRC-32 of 0-119 and 128-511
 * }</pre>
 *
 * <p>Source: libevtx, "Windows XML Event Log (EVTX) format", sections 2 and 3.
 *
 * <p>Chunks stand every 64 KiB. Where one should start and does not, or where its checksum is
 * wrong, the next chunk is searched at every byte, so that bytes lost or inserted cost no more than
 * the chunk where they were. What precedes it is given as a chunk too, since records may be whole
 * although their header is not. The header of the file is believed in nothing: Windows updates it
 * late.
 */
final class ChunkSource {

  /** Size of a chunk. */
  static final int CHUNK_BYTES = 65_536;

  /** Where records start in a chunk. */
  static final int CHUNK_HEADER_BYTES = 512;

  private static final int FILE_HEADER_BYTES = 4_096;
  private static final int MIN_FILE_HEADER_BYTES = 128;
  private static final long FILE_SIGNATURE = 0x00_65_6C_69_46_66_6C_45L; // "ElfFile\0"
  private static final long CHUNK_SIGNATURE = 0x00_6B_6E_68_43_66_6C_45L; // "ElfChnk\0"
  private static final int FILE_NOT_CLOSED = 1;
  private static final int NO_CHECKSUMS = 4;
  private static final int WINDOW_BYTES = 2 * CHUNK_BYTES + FILE_HEADER_BYTES;

  private final InputStream in;
  private final FaultCounter faults;
  private final CRC32 crc = new CRC32();
  private final byte[] window = new byte[WINDOW_BYTES];
  private int from;
  private int to;
  private long fileOffset; // of window[from]
  private boolean started;
  private boolean ended;
  private long chunksPromised;
  private long chunksEnd; // in the file, if all promised chunks are there

  private final byte[] chunk = new byte[CHUNK_BYTES];
  private int available;
  private int recordsEnd;
  private long chunkOffset;

  ChunkSource(InputStream in, FaultCounter faults) {
    this.in = in;
    this.faults = faults;
  }

  /** The chunk, from its first byte; valid until the next. */
  byte[] chunk() {
    return chunk;
  }

  /** How many bytes of the chunk are there: all, unless the file or the chunk is cut. */
  int available() {
    return available;
  }

  /** Where the records end according to the header; -1 if it cannot be believed. */
  int recordsEnd() {
    return recordsEnd;
  }

  /** Where the chunk starts in the input. */
  long chunkOffset() {
    return chunkOffset;
  }

  /** Bytes of the input that chunks and headers were taken from. */
  long bytesRead() {
    return fileOffset;
  }

  /**
   * Goes to the next chunk.
   *
   * @return false at the end of the input
   * @throws NotEvtxException if the input does not start as a Windows event log, nor has a chunk
   *     near its start
   */
  boolean next() throws IOException {
    if (!started) {
      start();
      started = true;
    }
    while (true) {
      fill(CHUNK_BYTES + CHUNK_HEADER_BYTES);
      int size = Math.min(CHUNK_BYTES, to - from);
      if (size == 0) {
        end();
        return false;
      }
      if (!isUnused(size)) {
        take(size);
        return true;
      }
      skip(size);
    }
  }

  private void start() throws IOException {
    fill(WINDOW_BYTES);
    faults.at(0, EvtxFault.NO_RECORD);
    boolean signed = to >= 8 && i64(window, 0) == FILE_SIGNATURE;
    if (!signed && search(0, to - 8) < 0) {
      throw new NotEvtxException();
    }
    if (!signed && i64(window, 0) == CHUNK_SIGNATURE) {
      faults.add(EvtxFaultKind.FILE_HEADER);
      return; // chunks without a file around them
    }
    int block = FILE_HEADER_BYTES;
    if (!signed || to < MIN_FILE_HEADER_BYTES || !isFileHeader()) {
      faults.add(EvtxFaultKind.FILE_HEADER);
    } else {
      int said = u16(window, 40);
      block = said < MIN_FILE_HEADER_BYTES ? FILE_HEADER_BYTES : said;
      chunksPromised = u16(window, 42);
      if ((i32(window, 120) & FILE_NOT_CLOSED) != 0) {
        faults.add(EvtxFaultKind.FILE_NOT_CLOSED);
      }
    }
    chunksEnd = block + chunksPromised * CHUNK_BYTES;
    skip(Math.min(block, to - from));
  }

  private boolean isFileHeader() {
    return (i32(window, 120) & NO_CHECKSUMS) != 0 || checksum(0, 120, 0, 0) == i32(window, 124);
  }

  private void end() {
    if (fileOffset < chunksEnd) {
      faults.at(fileOffset, EvtxFault.NO_RECORD);
      faults.add(EvtxFaultKind.FILE_TRUNCATED);
    }
    chunksEnd = 0; // told once
  }

  /** Copies what stands at the window's start, as far as it is one chunk. */
  private void take(int size) {
    chunkOffset = fileOffset;
    faults.at(chunkOffset, EvtxFault.NO_RECORD);
    recordsEnd = -1;
    available = size;
    if (size < CHUNK_BYTES) {
      faults.add(EvtxFaultKind.FILE_TRUNCATED);
      chunksEnd = 0; // said already
    }
    boolean trusted = false;
    if (size >= 8 && i64(window, from) == CHUNK_SIGNATURE) {
      trusted = size >= CHUNK_HEADER_BYTES && verify(size);
    } else {
      faults.add(EvtxFaultKind.CHUNK_SIGNATURE);
    }
    boolean followed =
        to - from >= size + 8 && i64(window, from + size) == CHUNK_SIGNATURE && trusted;
    if (!followed) {
      int next = nextChunk(trusted ? recordsEnd : 1, size);
      if (next > 0) {
        faults.add(EvtxFaultKind.CHUNK_CUT);
        available = next;
      }
    }
    System.arraycopy(window, from, chunk, 0, available);
    skip(available);
  }

  /** Compares the checksums of a chunk that has its header. */
  private boolean verify(int size) {
    boolean checked = (i32(window, from + 120) & NO_CHECKSUMS) == 0;
    if (checked && !isHeader(from)) {
      faults.add(EvtxFaultKind.CHUNK_HEADER_CHECKSUM);
      return false;
    }
    long end = u32(window, from + 48);
    if (end < CHUNK_HEADER_BYTES || end > CHUNK_BYTES) {
      return false;
    }
    recordsEnd = (int) end;
    if (!checked) {
      return true;
    }
    boolean right =
        end <= size && checksum(CHUNK_HEADER_BYTES, recordsEnd, 0, 0) == i32(window, from + 52);
    if (!right) {
      faults.add(EvtxFaultKind.CHUNK_DATA_CHECKSUM);
    }
    return right;
  }

  /** Where, inside a chunk or behind its records, another starts that has its header; else -1. */
  private int nextChunk(int start, int size) {
    int at = from + start;
    while (true) {
      at = search(at, Math.min(from + size, to - CHUNK_HEADER_BYTES + 1));
      if (at < 0 || isHeader(at)) {
        return at < 0 ? -1 : at - from;
      }
      at++;
    }
  }

  private int search(int start, int end) {
    for (int i = start; i < end; i++) {
      if (window[i] == 'E' && i64(window, i) == CHUNK_SIGNATURE) {
        return i;
      }
    }
    return -1;
  }

  private boolean isHeader(int at) {
    int base = at - from;
    return checksum(base, base + 120, base + 128, base + CHUNK_HEADER_BYTES)
        == i32(window, at + 124);
  }

  /** Of one or two ranges, relative to the window's start. */
  private int checksum(int start, int end, int secondStart, int secondEnd) {
    crc.reset();
    crc.update(window, from + start, end - start);
    crc.update(window, from + secondStart, secondEnd - secondStart);
    return (int) crc.getValue();
  }

  /** Windows makes files larger than what it has to say. */
  private boolean isUnused(int size) {
    for (int i = from; i < from + size; i++) {
      if (window[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private void skip(int bytes) {
    from += bytes;
    fileOffset += bytes;
  }

  private void fill(int wanted) throws IOException {
    if (to - from >= wanted || ended) {
      return;
    }
    System.arraycopy(window, from, window, 0, to - from);
    to -= from;
    from = 0;
    while (to < window.length && !ended) {
      int read = in.read(window, to, window.length - to);
      if (read < 0) {
        ended = true;
      } else {
        to += read;
      }
    }
  }
}
