package org.bouclier.detect.scan;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * One input while it is read. Faults of the input end it and are told at the end: only what the
 * sink throws stops a scan. Not safe for threads.
 */
final class Reading implements AutoCloseable {

  private final String name;
  private @Nullable EndAtBreak unpacked;
  private @Nullable Records records;
  private @Nullable IOException fault;

  private Reading(String name) {
    this.name = name;
  }

  static Reading open(ScanInput input, ScanFormat format) {
    var reading = new Reading(input.name());
    try {
      var unpacked = new EndAtBreak(input.open());
      reading.unpacked = unpacked;
      reading.records = ScanInput.records(unpacked, format, input.name());
    } catch (IOException unusable) {
      reading.fault = unusable;
    }
    return reading;
  }

  /** The next records; null when there are no more, or none that can be read. */
  @Nullable Block next() {
    if (records == null || fault != null) {
      return null;
    }
    try {
      return records.next();
    } catch (IOException unusable) {
      fault = unusable;
      return null;
    }
  }

  /** Takes back a block that was scanned. Safe for threads. */
  void recycle(Block block) {
    if (records != null) {
      records.recycle(block);
    }
  }

  /** Tells what could not be read. */
  void end(ScanTotals totals, ScanSink sink) {
    if (records != null) {
      totals.leftOut(records.tooLong(), records.malformed());
      records.faults().forEach((what, times) -> sink.damaged(name, what, times));
    }
    IOException why = fault != null || unpacked == null ? fault : unpacked.broken();
    if (why instanceof NestedArchiveException nested) {
      totals.nested();
      sink.damaged(name, String.valueOf(nested.getMessage()), 1);
    } else if (why != null) {
      sink.unusable(name, reason(why));
    }
  }

  private static String reason(IOException unusable) {
    return switch (unusable) {
      case NoSuchFileException none -> "fichier absent";
      case AccessDeniedException closed -> "fichier fermé à ce compte";
      case EOFException cut -> "le fichier s’arrête avant sa fin";
      case ZipException damaged -> "abîmé, chiffré ou d’une compression inconnue";
      default -> "illisible : " + unusable.getMessage();
    };
  }

  @Override
  public void close() throws IOException {
    if (unpacked != null) {
      unpacked.close();
    }
  }
}
