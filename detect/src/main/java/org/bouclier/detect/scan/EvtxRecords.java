package org.bouclier.detect.scan;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bouclier.detect.evtx.EvtxReader;
import org.bouclier.detect.evtx.NotEvtxException;
import org.jspecify.annotations.Nullable;

/** The events of a Windows event log file, as objects; see {@link EvtxReader}. */
final class EvtxRecords implements Records {

  private final EvtxReader reader;
  private final BlockBuilder lines = new BlockBuilder();

  EvtxRecords(InputStream input) {
    this.reader = new EvtxReader(input, fault -> {});
  }

  @Override
  public @Nullable Block next() throws IOException {
    try {
      while (!lines.isFull() && reader.next()) {
        lines.begin(reader.offset());
        lines.add(reader.json(), 0, reader.jsonLength());
        lines.end();
      }
    } catch (NotEvtxException other) {
      throw new IOException("ce n’est pas un journal d’événements de Windows", other);
    }
    return lines.isEmpty() ? null : lines.take();
  }

  @Override
  public long tooLong() {
    return 0; // bounded by the reader
  }

  @Override
  public Map<String, Long> faults() {
    var faults = new LinkedHashMap<String, Long>();
    reader.faultCounts().forEach((kind, times) -> faults.put(kind.message(), times));
    return faults;
  }
}
