package org.bouclier.node.command;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Optional;
import org.bouclier.node.site.SecretFile;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code data/run/node.json}: where the node that works in this directory is reached, and the
 * secret that commands it. It is there from the moment the node serves until it stops; mode 0600.
 *
 * @param process the node
 * @param started when it began to serve
 * @param pages where people reach it on this machine
 * @param federation where its peers reach it on this machine
 * @param token by which its operator commands it
 */
public record RunFile(
    ProcessMark process, Instant started, URI pages, URI federation, String token) {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int MAX_BYTES = 10_000;

  /** What the node of this process writes. */
  static RunFile of(RunningNode node, Instant started) {
    return new RunFile(
        ProcessMark.ofThisProcess(),
        started,
        node.pages(),
        node.federation(),
        node.token().value());
  }

  /**
   * The node that works in {@code data} now; empty when none does, or when it does not serve yet.
   *
   * @throws IOException if the file is there and may not be read by this account
   */
  public static Optional<RunFile> find(Path data) throws IOException {
    Path file = path(data);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    if (Files.size(file) > MAX_BYTES) {
      throw new IOException(file + " is not one of ours: too big");
    }
    try {
      var json = JSON.readTree(Files.readString(file));
      var process =
          new ProcessMark(
              json.required("pid").asLong(),
              json.required("startTicks").asLong(),
              json.required("boot").asString());
      return Optional.of(
              new RunFile(
                  process,
                  Instant.parse(json.required("started").asString()),
                  URI.create(json.required("pages").asString()),
                  URI.create(json.required("federation").asString()),
                  json.required("token").asString()))
          .filter(node -> node.process().process().isPresent());
    } catch (JacksonException | DateTimeException | IllegalArgumentException malformed) {
      throw new IOException(file + " is unreadable: " + malformed.getMessage(), malformed);
    }
  }

  /** Writes it, whole or not at all. */
  void write(Path data) throws IOException {
    var json = new LinkedHashMap<String, Object>();
    json.put("pid", process.pid());
    json.put("startTicks", process.startTicks());
    json.put("boot", process.boot());
    json.put("started", started.toString());
    json.put("pages", pages.toString());
    json.put("federation", federation.toString());
    json.put("token", token);
    Path directory = data.resolve("run");
    if (!Files.isDirectory(directory)) {
      Files.createDirectory(directory, SecretFile.ownerOnlyDirectory());
    }
    SecretFile.write(path(data), JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json));
  }

  /** Removes it, if it is there. */
  static void remove(Path data) throws IOException {
    Files.deleteIfExists(path(data));
  }

  /** Never the secret: this text may reach a log. */
  @Override
  public String toString() {
    return "RunFile[" + process + ", " + pages + "]";
  }

  private static Path path(Path data) {
    return data.resolve("run/node.json");
  }
}
