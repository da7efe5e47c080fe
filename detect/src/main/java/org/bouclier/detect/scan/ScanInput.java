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
   * A file; if it is a zip archive, told by its first bytes, each file in it.
   *
   * @throws IOException if the archive is damaged or encrypted
   */
  public static List<ScanInput> of(Path file, ZipLimits limits) throws IOException {
    return Files.isRegularFile(file) && Files.isReadable(file) && ZipArchive.is(file)
        ? ZipArchive.inputs(file, limits)
        : List.of(file(file));
  }

  /**
   * A file, or every file below a directory in the order of their paths; links below it are not
   * followed, hidden files are left out. The files in zip archives are inputs too; an archive that
   * cannot be opened is one input, which says so.
   *
   * @throws IOException if a directory cannot be listed
   */
  public static List<ScanInput> below(Path place, ZipLimits limits) throws IOException {
    var inputs = new ArrayList<ScanInput>();
    if (!Files.isDirectory(place)) {
      add(place, limits, inputs);
      return inputs;
    }
    try (Stream<Path> all = Files.walk(place)) {
      all.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
          .filter(file -> !file.getFileName().toString().startsWith("."))
          .sorted()
          .forEach(file -> add(file, limits, inputs));
    } catch (UncheckedIOException closed) {
      throw closed.getCause();
    }
    return inputs;
  }

  private static void add(Path file, ZipLimits limits, List<ScanInput> inputs) {
    try {
      inputs.addAll(of(file, limits));
    } catch (IOException broken) {
      inputs.add(
          new ScanInput(
              file.toString(),
              Instant.EPOCH,
              () -> {
                throw broken;
              }));
    }
  }

  /**
   * Its bytes, unpacked.
   *
   * @throws IOException if it cannot be opened, or its packing is damaged from its first bytes
   */
  public InputStream open() throws IOException {
    InputStream raw = opener.open();
    try {
      return Unpacking.open(raw);
    } catch (IOException | RuntimeException unusable) {
      raw.close();
      throw unusable;
    }
  }

  /** Its records, in this format; for {@link ScanFormat#AUTO}, in the one that it seems to have. */
  static Records records(EndAtBreak unpacked, ScanFormat asked, String name) throws IOException {
    var input = new BufferedInputStream(unpacked, FormatGuess.HEAD_BYTES);
    ScanFormat format = asked;
    if (asked == ScanFormat.AUTO) {
      input.mark(FormatGuess.HEAD_BYTES);
      byte[] head = input.readNBytes(FormatGuess.HEAD_BYTES);
      input.reset();
      format = FormatGuess.of(head, name);
    }
    return switch (format) {
      case AUTO -> new RawLines(input, unpacked, LogFormat.AUTO);
      case NDJSON -> new RawLines(input, unpacked, LogFormat.NDJSON);
      case SYSLOG -> new RawLines(input, unpacked, LogFormat.SYSLOG);
      case TEXT -> new RawLines(input, unpacked, LogFormat.TEXT);
      case JSON -> new JsonObjects(input);
      case EVTX -> new EvtxRecords(input);
      case ZEEK -> new ZeekRecords(input, unpacked);
      case CSV -> new CsvRecords(input, unpacked);
    };
  }
}
