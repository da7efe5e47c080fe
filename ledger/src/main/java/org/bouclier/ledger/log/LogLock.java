package org.bouclier.ledger.log;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Holds a log for one appender: against other processes by a file lock, against this one by a set.
 */
final class LogLock implements AutoCloseable {

  // POSIX drops a process's lock when it closes any descriptor of the file, so a second attempt
  // from this process must not even open it.
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private LogLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  static LogLock take(Path state) throws IOException {
    var file = state.toRealPath().resolve("lock");
    if (!HELD.add(file)) {
      throw new LockedLogException(state + " is open in this process");
    }
    FileChannel channel = null;
    boolean locked = false;
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      locked = channel.tryLock() != null;
      if (!locked) {
        throw new LockedLogException(state + " is open in another process");
      }
      return new LogLock(file, channel);
    } finally {
      if (!locked) {
        HELD.remove(file);
        if (channel != null) {
          channel.close();
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close(); // and so the lock
    } finally {
      HELD.remove(file);
    }
  }
}
