import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.bouclier.ledger.log.NoteSigner;
import org.bouclier.ledger.log.SignatureType;
import org.bouclier.ledger.log.TiledLog;

/** The ledger alone: entries a second that are on disk under a signed checkpoint. */
final class LedgerAppend {

  private static final int RUNS = 3;
  private static final int BYTES = 100; // of an entry: a salted commitment

  private LedgerAppend() {}

  static void measure(Figures figures) throws Exception {
    double[] alone = new double[RUNS];
    double[] together = new double[RUNS];
    double[] batched = new double[RUNS];
    for (int run = 0; run < RUNS; run++) {
      alone[run] = appended(1, 1, 1_000);
      together[run] = appended(256, 1, 100);
      batched[run] = appended(1, 10_000, 30);
    }
    figures.plain("one caller, one entry at a time", "entries/s", alone);
    figures.plain("256 callers, one entry at a time: they share the syncs", "entries/s", together);
    figures.plain("one caller, 10,000 entries at a time", "entries/s", batched);
  }

  private static double appended(int callers, int batch, int times)
      throws IOException, InterruptedException {
    Path directory = RunningNode.freshDirectory();
    double seconds;
    var signer =
        NoteSigner.generate("banc.example/journal", SignatureType.ED25519, new SecureRandom());
    try (var log = TiledLog.open(directory.resolve("log"), signer)) {
      log.append(new byte[BYTES]);
      long start = System.nanoTime();
      var failure = new AtomicReference<IOException>();
      var threads = new ArrayList<Thread>();
      for (int caller = 0; caller < callers; caller++) {
        int number = caller;
        threads.add(
            Thread.startVirtualThread(() -> {
              try {
                for (int i = 0; i < times; i++) {
                  log.append(entries(batch, (long) number * times + i));
                }
              } catch (IOException disk) {
                failure.set(disk);
              }
            }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      seconds = (System.nanoTime() - start) / 1e9;
      if (failure.get() != null) {
        throw failure.get();
      }
      long expected = 1L + (long) callers * batch * times;
      if (log.size() != expected) {
        throw new IllegalStateException(log.size() + " entries instead of " + expected);
      }
    }
    RunningNode.delete(directory);
    return (double) callers * batch * times / seconds;
  }

  private static List<byte[]> entries(int count, long seed) {
    var entries = new ArrayList<byte[]>(count);
    for (int i = 0; i < count; i++) {
      var entry = new byte[BYTES];
      java.nio.ByteBuffer.wrap(entry).putLong(seed).putLong(i);
      entries.add(entry);
    }
    return entries;
  }
}
