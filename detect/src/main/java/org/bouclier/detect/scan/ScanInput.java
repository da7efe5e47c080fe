package org.bouclier.detect.scan;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bouclier.detect.log.LogFormat;

/**
 * Something to scan: a file or the standard input.
 *
 * @param name as the caller named it, or as it was found in a directory that the caller named
 * @param writtenAt when it was last changed: dates without a year are before that
 * @param opener opens it, once
 */
public record ScanInput(String name, Instant writtenAt, Opener opener) {

  /** Opens an input. */
  @FunctionalInterface
  public interface Opener {
    InputStream open() throws IOException;
  }

  /** One file. */
  public static ScanInput file(Path file) {
    return new ScanInput(file.toString(), writtenAt(file), () -> Files.newInputStream(file));
  }

  private static Instant writtenAt(Path file) {
    try {
      return Files.getLastModifiedTime(file).toInstant();
    } catch (IOException unreadable) {
      return Instant.EPOCH; // which is told when it is opened
    }
  }

  /**
   * A file, or every file below a directory in the order of their paths; links below it are not
   * followed, hidden files are left out.
   *
   * @throws IOException if a directory cannot be listed
   */
  public static List<ScanInput> below(Path place) throws IOException {
    if (!Files.isDirectory(place)) {
      return List.of(file(place));
    }
    var inputs = new ArrayList<ScanInput>();
    try (Stream<Path> all = Files.walk(place)) {
      all.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
          .filter(file -> !file.getFileName().toString().startsWith("."))
          .sorted()
          .forEach(file -> inputs.add(file(file)));
    } catch (UncheckedIOException closed) {
      throw closed.getCause();
    }
    return inputs;
  }

  /** Its records, in this format; for {@link ScanFormat#AUTO}, in the one that it seems to have. */
  static Records records(InputStream unpacked, ScanFormat asked, String name) throws IOException {
    var input = new BufferedInputStream(unpacked, FormatGuess.HEAD_BYTES);
    ScanFormat format = asked;
    if (asked == ScanFormat.AUTO) {
      input.mark(FormatGuess.HEAD_BYTES);
      byte[] head = input.readNBytes(FormatGuess.HEAD_BYTES);
      input.reset();
      format = FormatGuess.of(head, name);
    }
    return switch (format) {
      case AUTO -> new RawLines(input, LogFormat.AUTO);
      case NDJSON -> new RawLines(input, LogFormat.NDJSON);
      case SYSLOG -> new RawLines(input, LogFormat.SYSLOG);
      case TEXT -> new RawLines(input, LogFormat.TEXT);
      case JSON -> new JsonObjects(input);
      case EVTX -> new EvtxRecords(input);
      case ZEEK -> new ZeekRecords(input);
      case CSV -> new CsvRecords(input);
    };
  }
}
