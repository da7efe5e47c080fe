package org.bouclier.node.site;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;

/**
 * Says that one process works in a directory, and no other may. The system lets go of it when the
 * process dies, however it dies, so there is never a stale lock to remove by hand.
 *
 * <p>The file {@code lock} stays when the lock is released: removing it would let two processes
 * lock two files of the same name.
 */
public final class DirectoryLock implements AutoCloseable {

  private final FileChannel channel;

  private DirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock of a directory that exists.
   *
   * @return empty when another process, or another part of this one, holds it
   * @throws IOException if the directory cannot be written
   */
  public static Optional<DirectoryLock> take(Path directory) throws IOException {
    FileChannel channel =
        FileChannel.open(
            directory.resolve("lock"),
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
            SecretFile.ownerOnly());
    boolean held = false;
    try {
      held = channel.tryLock() != null;
      return held ? Optional.of(new DirectoryLock(channel)) : Optional.empty();
    } catch (OverlappingFileLockException thisProcess) {
      return Optional.empty();
    } finally {
      if (!held) {
        channel.close();
      }
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException closing) {
      throw new UncheckedIOException(closing);
    }
  }
}
