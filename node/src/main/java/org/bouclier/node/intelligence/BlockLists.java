package org.bouclier.node.intelligence;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bouclier.node.site.StateCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Makes the block list, and makes it again soon after a change: at once if it had time to rest, see
 * {@link Workers}.
 *
 * <p>A version is a directory: the entries in their order, and one file for each rendering.
 *
 * <pre>{@code
 * outputs/12/entries   DOMAIN <tab> evil.example <tab> 4711 <tab> HIGH <tab> indicator--...
 * outputs/12/rpz       outputs/12/hosts   outputs/12/csv   outputs/12/suricata
 * }</pre>
 *
 * <p>The next version is the former entries merged with what changed since: the database is asked
 * for the changes only, and memory holds no more than them, whatever the size of the list. A
 * directory counts once its row is in the database; before that, a power cut leaves the former
 * version in its place. When nothing that is blocked has changed, no version is made. Thread-safe:
 * one version is made at a time, and any thread reads meanwhile.
 */
final class BlockLists {

  private static final Logger LOG = LoggerFactory.getLogger(BlockLists.class);

  /** Beyond this many changes, reading all of them sorted is quicker than merging. */
  private static final int MAX_CHANGES = 200_000;

  /** Of the renderings: a program that writes them otherwise makes a new version at its start. */
  private static final String FORMAT = "1";

  private static final String ENTRIES = "entries";

  private final OutputSql sql;
  private final LiveSql live;
  private final OutputSigner signer;
  private final Path directory;
  private final StateCode state;
  private final TransactionOperations transactions;
  private final Clock clock;
  private volatile @Nullable Current current;

  /** The version that is served. */
  record Current(BlockListVersion version, Map<OutputForm, Output> outputs) {

    Current {
      outputs = Map.copyOf(outputs);
    }
  }

  /** A list of entries that was just written. */
  private record Written(String digest, long entries) {}

  BlockLists(
      OutputSql sql,
      LiveSql live,
      OutputSigner signer,
      Path directory,
      StateCode state,
      TransactionOperations transactions,
      Clock clock) {
    this.sql = sql;
    this.live = live;
    this.signer = signer;
    this.directory = directory;
    this.state = state;
    this.transactions = transactions;
    this.clock = clock;
  }

  /** The version that is served; empty until the first one is made. */
  Optional<Current> current() {
    var known = current;
    if (known == null) {
      known = sql.latest().filter(this::isWhole).map(this::load).orElse(null);
      current = known;
    }
    return Optional.ofNullable(known);
  }

  /** The file of a rendering. */
  Path file(Output output) {
    return path(output.version(), output.form().code());
  }

  /** The key that verifies the signatures. */
  String verifierKey() {
    return signer.verifierKey();
  }

  /**
   * Brings the block list up to date.
   *
   * @return whether a new version was made
   * @throws UncheckedIOException if the disk refuses; the former version stays
   */
  synchronized boolean bringUpToDate() {
    long revision = live.revision();
    var last = sql.latest();
    boolean whole = last.isPresent() && isWhole(last.get());
    if (whole && last.get().revision() >= revision) {
      return false;
    }
    try {
      Path fresh = fresh();
      var written = writeEntries(fresh.resolve(ENTRIES), whole ? last.get() : null);
      if (whole && written.digest().equals(last.get().digest())) {
        sql.stillHolds(last.get().version(), revision);
        delete(fresh);
        return false;
      }
      long version = last.map(BlockListVersion::version).orElse(0L) + 1;
      Instant made = clock.instant().truncatedTo(ChronoUnit.SECONDS);
      var next = new BlockListVersion(version, made, revision, written.digest(), written.entries());
      publish(fresh, next, render(fresh, next));
      return true;
    } catch (IOException refused) {
      throw new UncheckedIOException(refused);
    }
  }

  private Path fresh() throws IOException {
    Files.createDirectories(directory);
    Path fresh = directory.resolve("next");
    delete(fresh);
    return Files.createDirectory(fresh);
  }

  private Written writeEntries(Path file, @Nullable BlockListVersion last) throws IOException {
    var changes = last == null ? List.<LiveSql.Row>of() : live.since(last.revision());
    try (var out = new Sum(file)) {
      out.digest.update((FORMAT + state).getBytes(UTF_8));
      if (last == null || changes.size() > MAX_CHANGES) {
        transactions.executeWithoutResult(
            status -> live.eachBlocked(row -> out.line(BlockEntry.of(row).line())));
      } else {
        merge(path(last.version(), ENTRIES), changes, out);
      }
      return new Written(out.hex(), out.lines);
    }
  }

  private static void merge(Path former, List<LiveSql.Row> changes, Sum out) throws IOException {
    Set<Long> changed = new HashSet<>();
    var added = new ArrayList<BlockEntry>();
    for (var row : changes) {
      changed.add(row.id());
      if (row.blocked()) {
        added.add(BlockEntry.of(row));
      }
    }
    added.sort(BlockEntry.ORDER);
    Iterator<BlockEntry> waiting = added.iterator();
    var next = waiting.hasNext() ? waiting.next() : null;
    try (var lines = Files.newBufferedReader(former, UTF_8)) {
      for (var entry = entry(lines); entry != null; entry = entry(lines)) {
        while (next != null && BlockEntry.ORDER.compare(next, entry) < 0) {
          out.line(next.line());
          next = waiting.hasNext() ? waiting.next() : null;
        }
        if (!changed.contains(entry.id())) {
          out.line(entry.line());
        }
      }
    }
    while (next != null) {
      out.line(next.line());
      next = waiting.hasNext() ? waiting.next() : null;
    }
  }

  private static @Nullable BlockEntry entry(BufferedReader lines) throws IOException {
    String line = lines.readLine();
    return line == null ? null : BlockEntry.parse(line);
  }

  private List<Output> render(Path fresh, BlockListVersion version) throws IOException {
    var sums = new EnumMap<OutputForm, Sum>(OutputForm.class);
    var counts = new EnumMap<OutputForm, Long>(OutputForm.class);
    String made = version.madeAt().toString();
    var head = new OutputForm.Head(state.value(), version.version(), made, version.entries());
    try (var lines = Files.newBufferedReader(fresh.resolve(ENTRIES), UTF_8)) {
      for (OutputForm form : OutputForm.values()) {
        var sum = new Sum(fresh.resolve(form.code()));
        sums.put(form, sum);
        sum.text(form.head(head));
      }
      for (var entry = entry(lines); entry != null; entry = entry(lines)) {
        for (var form : sums.entrySet()) {
          var rendered = form.getKey().lines(entry, state.value());
          rendered.forEach(form.getValue()::line);
          counts.merge(form.getKey(), rendered.isEmpty() ? 0L : 1L, Long::sum);
        }
      }
    } finally {
      for (Sum sum : sums.values()) {
        sum.close();
      }
    }
    var outputs = new ArrayList<Output>();
    for (var form : sums.entrySet()) {
      long entries = counts.getOrDefault(form.getKey(), 0L);
      String sha256 = form.getValue().hex();
      long size = form.getValue().bytes;
      String note = signer.note(form.getKey(), version.version(), made, entries, size, sha256);
      outputs.add(new Output(version.version(), form.getKey(), entries, size, sha256, note));
    }
    return outputs;
  }

  private void publish(Path fresh, BlockListVersion version, List<Output> outputs)
      throws IOException {
    Path place = directory.resolve(Long.toString(version.version()));
    delete(place);
    Files.move(fresh, place, StandardCopyOption.ATOMIC_MOVE);
    try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
    transactions.executeWithoutResult(status -> {
      sql.add(version);
      outputs.forEach(sql::add);
    });
    current = current(version, outputs);
    delete(directory.resolve(Long.toString(version.version() - 2))); // the former may be in reading
    LOG.info("block list {}: {} entries", version.version(), version.entries());
  }

  private Current load(BlockListVersion version) {
    return current(version, sql.outputs(version.version()));
  }

  private static Current current(BlockListVersion version, List<Output> outputs) {
    var byForm = new EnumMap<OutputForm, Output>(OutputForm.class);
    outputs.forEach(output -> byForm.put(output.form(), output));
    return new Current(version, byForm);
  }

  private boolean isWhole(BlockListVersion version) {
    boolean whole = Files.isRegularFile(path(version.version(), ENTRIES));
    for (OutputForm form : OutputForm.values()) {
      whole &= Files.isRegularFile(path(version.version(), form.code()));
    }
    return whole;
  }

  private Path path(long version, String name) {
    return directory.resolve(Long.toString(version)).resolve(name);
  }

  private static void delete(Path place) throws IOException {
    if (Files.isDirectory(place)) {
      try (var files = Files.newDirectoryStream(place)) {
        for (Path file : files) {
          Files.delete(file);
        }
      }
      Files.delete(place);
    }
  }

  /** A file that counts and digests what goes into it, and is on the disk once closed. */
  private static final class Sum implements AutoCloseable {

    private final Path file;
    private final MessageDigest digest = Digest.sha256();
    private final BufferedWriter writer;
    private long lines;
    private long bytes;
    private @Nullable String hex;

    Sum(Path file) throws IOException {
      this.file = file;
      OutputStream out = new DigestOutputStream(Files.newOutputStream(file), digest);
      this.writer = new BufferedWriter(new OutputStreamWriter(out, UTF_8), 1 << 16);
    }

    void line(String line) {
      text(line + "\n");
      lines++;
    }

    void text(String text) {
      try {
        writer.write(text);
        bytes += text.length();
      } catch (IOException full) {
        throw new UncheckedIOException(full);
      }
    }

    /** The digest of everything; nothing may be written after. */
    String hex() throws IOException {
      String known = hex;
      if (known == null) {
        writer.close();
        known = HexFormat.of().formatHex(digest.digest());
        hex = known;
      }
      return known;
    }

    @Override
    public void close() throws IOException {
      hex();
      bytes = Files.size(file); // chars are not bytes outside of ASCII
      try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
    }
  }
}
