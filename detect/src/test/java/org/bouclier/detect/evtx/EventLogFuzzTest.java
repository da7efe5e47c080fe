package org.bouclier.detect.evtx;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as a chunk of a Windows event log: reading ends, and gives JSON within its bounds. */
class EventLogFuzzTest {

  private static final int MARGIN_BYTES = 6 * EvtxWriter.CHUNK;
  private static final byte[] SIGNATURE = "ElfChnk\0".getBytes(UTF_8);

  /** The used part of a chunk as Windows writes them, where fuzzing begins. */
  static Stream<byte[]> written() throws IOException {
    byte[] file = SampleEvents.file(1, 2);
    int end = file.length;
    while (file[end - 1] == 0) {
      end--;
    }
    return Stream.of(Arrays.copyOfRange(file, EvtxWriter.FILE_HEADER, end));
  }

  @MethodSource("written")
  @FuzzTest(maxDuration = "5m")
  void any_chunk_gives_JSON_within_its_bounds(byte[] bytes) throws IOException {
    byte[] chunk = Arrays.copyOf(bytes, EvtxWriter.CHUNK);
    System.arraycopy(SIGNATURE, 0, chunk, 0, SIGNATURE.length);
    byte[] file = new EvtxWriter().raw(chunk).bytes();
    long events = 0;
    try (var reader = new EvtxReader(new ByteArrayInputStream(file), fault -> {})) {
      while (reader.next()) {
        assertThat(reader.jsonLength()).isLessThan(EvtxReader.MAX_JSON_BYTES + MARGIN_BYTES);
        assertThat(JsonTree.one(reader.json(), reader.jsonLength())).isInstanceOf(Map.class);
        events++;
      }
      assertThat(reader.eventCount()).isEqualTo(events);
    }
  }
}
