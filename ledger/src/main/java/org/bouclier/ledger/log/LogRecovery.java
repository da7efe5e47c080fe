package org.bouclier.ledger.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Brings back what a log lost when its directory was restored from an old copy: the entries that it
 * signed later, from whoever kept them. Nothing is believed that the log itself did not sign, and
 * no entry that is there changes.
 *
 * <p>Cut at any moment, it leaves a log that opens, at its old size or at the new one.
 */
public final class LogRecovery {

  private LogRecovery() {}

  /**
   * Brings a log up to a copy of itself.
   *
   * @param directory the log's; open nowhere else
   * @param signer the log's key
   * @param from a copy: a peer's mirror, a stick, an old disk
   * @return the head that the log has now: the old one if the copy holds nothing more
   * @throws RollbackException if the copy is shorter than the log
   * @throws ForkException if the log was already appended to after it was restored: two histories
   *     are signed, and no recovery is possible
   * @throws LockedLogException if the log is open
   * @throws LedgerException as {@link LogMirror#pull}
   * @throws IOException if the copy or the disk fails; run again
   */
  public static Checkpoint run(Path directory, NoteSigner signer, TileSource from)
      throws IOException {
    var disk = new Disk();
    var state = TileFiles.createState(directory);
    try (var _ = LogLock.take(state)) {
      var now = new LogStore(directory, signer, disk).recover();
      var offered = new LogReader(from, signer.verifier()).advance(now);
      if (offered.size() == now.size()) {
        return now;
      }
      // It names the old head, which "checkpoint" holds too: the copy may now pass it.
      Files.deleteIfExists(state.resolve(LogStore.SIGNED));
      disk.sync(state);
    }
    new LogMirror(directory, signer.verifier(), Tile.MAX_ENTRY_BYTES).pull(from);
    try (var recovered = TiledLog.open(directory, signer)) {
      return recovered.checkpoint();
    }
  }
}
