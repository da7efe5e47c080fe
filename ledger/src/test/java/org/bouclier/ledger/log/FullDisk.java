package org.bouclier.ledger.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A disk whose n-th operation, and it alone, finds no space; half of a file may have been written.
 */
final class FullDisk extends Disk {

  private final FastDisk disk = new FastDisk();
  private int untilFull;
  private String failed = "nothing";

  FullDisk(int untilFull) {
    this.untilFull = untilFull;
  }

  /** The operation that failed. */
  String failed() {
    return failed;
  }

  private void step(String operation, Path path) throws IOException {
    if (untilFull-- == 0) {
      failed = operation + " " + path.getFileName();
      throw new IOException("No space left on device");
    }
  }

  @Override
  void write(Path file, byte[] bytes) throws IOException {
    if (untilFull == 0) {
      Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    }
    step("write", file);
    disk.write(file, bytes);
  }

  @Override
  void rename(Path from, Path to) throws IOException {
    step("rename", to);
    disk.rename(from, to);
  }

  @Override
  void sync(Path directory) throws IOException {
    step("sync", directory);
  }

  @Override
  void createDirectory(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      step("createDirectory", directory);
    }
    disk.createDirectory(directory);
  }

  @Override
  void delete(Path path) throws IOException {
    disk.delete(path); // needs no space
  }
}
