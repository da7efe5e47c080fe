package org.bouclier.ledger.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One byte changed in any file is told, with the name of the file. */
class LogAuditTest {

  // three levels: 65,536 + 256 + 208
  private static final int SIZE = 66_000;
  private static final NoteSigner SIGNER =
      NoteSigner.generate("registre.example.ml", SignatureType.ED25519, new SecureRandom());

  private final MemoryLog log = new MemoryLog(SIGNER);
  private final List<LogAudit.Fault> faults = new ArrayList<>();
  private long visited;

  private LogAudit.Result audit() throws IOException {
    faults.clear();
    visited = 0;
    return LogAudit.run(
        log, log.reader().latest(), Tile.MAX_ENTRY_BYTES, (_, _) -> visited++, faults::add);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 255, 256, 257, 70_000})
  void a_whole_log_is_whole(int size) throws IOException {
    log.append(TiledLogTest.leaves(0, size));
    var result = audit();
    assertThat(result.isWhole()).as(faults.toString()).isTrue();
    assertThat(visited).isEqualTo(size);
    assertThat(result.entries()).isEqualTo(size);
    assertThat(result.bundles() + result.tiles()).isEqualTo(log.files.size() - 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tile/entries/000",
        "tile/entries/256",
        "tile/entries/257.p/208",
        "tile/0/000",
        "tile/0/128",
        "tile/0/257.p/208",
        "tile/1/000",
        "tile/1/001.p/1",
        "tile/2/000.p/1"
      })
  void a_file_that_is_changed_too_long_or_absent_is_told_by_name(String path) throws IOException {
    log.append(TiledLogTest.leaves(0, SIZE));
    var right = log.files.get(path);
    var changed = right.clone();
    changed[changed.length / 2] ^= 1;
    log.files.put(path, changed);
    var result = audit();
    boolean edge = path.startsWith("tile/") && path.contains(".p/") && !path.contains("entries");
    assertThat(faults)
        .extracting(LogAudit.Fault::path)
        .containsExactlyElementsOf(edge ? List.of("checkpoint", path) : List.of(path));
    assertThat(faults).extracting(LogAudit.Fault::code).containsOnly("journal-abime");
    assertThat(result.entries()).isEqualTo(visited);
    // what is above the fault, and beside it, is verified all the same
    int lost = path.contains("257") && path.contains("entries") ? 208 : 256;
    assertThat(visited)
        .isEqualTo(
            path.equals("tile/1/000")
                ? SIZE - 65_536
                : path.contains("entries") ? SIZE - lost : SIZE);

    log.files.remove(path);
    assertThat(audit().isWhole()).isFalse();
    assertThat(faults).extracting(LogAudit.Fault::code).contains("fichier-absent");
    assertThat(faults)
        .extracting(LogAudit.Fault::path)
        .contains(path.replaceFirst("\\.p/.*", "")); // a partial file may have become a full one

    log.files.put(path, new byte[20_000_000]);
    assertThat(audit().isWhole()).isFalse();
    assertThat(faults).extracting(LogAudit.Fault::code).contains("fichier-trop-long");

    log.files.put(path, right);
    assertThat(audit().isWhole()).isTrue();
  }

  @Test
  void a_root_that_the_entries_do_not_give_is_told_although_every_file_is_in_order()
      throws IOException {
    log.append(TiledLogTest.leaves(0, 300));
    var other = new MemoryLog(SIGNER, TiledLogTest.leaves(1, 301));
    log.files.put(TileSource.CHECKPOINT, other.files.get(TileSource.CHECKPOINT));
    assertThat(audit().isWhole()).isFalse();
    assertThat(visited).isZero();
    assertThat(faults).extracting(LogAudit.Fault::path).contains("checkpoint");
  }

  @Test
  void a_source_that_breaks_is_no_fault_of_the_log() throws IOException {
    log.append(TiledLogTest.leaves(0, 300));
    var head = log.reader().latest();
    TileSource cut =
        (path, max) -> {
          if (path.startsWith("tile/entries")) {
            throw new IOException("the link is cut");
          }
          return log.read(path, max);
        };
    assertThatThrownBy(
            () -> LogAudit.run(cut, head, Tile.MAX_ENTRY_BYTES, (_, _) -> {}, faults::add))
        .isInstanceOf(IOException.class)
        .hasMessage("the link is cut");
  }
}
