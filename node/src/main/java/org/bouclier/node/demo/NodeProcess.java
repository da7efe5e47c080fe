package org.bouclier.node.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * A node in a process of its own, started as a person starts it, on loopback ports of its own.
 * Closing it asks it to stop, and waits.
 */
public final class NodeProcess implements AutoCloseable {

  private static final Duration START_PATIENCE = Duration.ofMinutes(2);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(30);
  private static final int KEPT_LINES = 200;
  private static final Pattern FIRST_ACCESS = Pattern.compile("https?://\\S+/premier-acces/\\S+");

  private final Member member;
  private final Path data;
  private final Process process;
  private final Deque<String> output = new ArrayDeque<>();
  private @Nullable NodeClient client;

  private NodeProcess(Member member, Path data, Process process) {
    this.member = member;
    this.data = data;
    this.process = process;
  }

  /**
   * Starts the process; {@link #awaitReady} tells when it serves.
   *
   * @param data its data directory, made if absent
   */
  public static NodeProcess start(Member member, Path data) throws IOException {
    Files.createDirectories(data);
    var command = new ArrayList<>(thisProgram());
    command.addAll(
        List.of(
            "start",
            "--data=" + data,
            "--state=" + member.code(),
            "--name=" + member.name(),
            "--city=" + member.city(),
            "--listen=localhost:" + freePort(),
            "--federation-listen=localhost:" + freePort()));
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    var node = new NodeProcess(member, data, process);
    Thread.ofVirtual().name("output-of-" + member.code()).start(node::readOutput);
    return node;
  }

  /**
   * Waits until the node serves.
   *
   * @throws IOException if it stops first, or takes too long; the message holds its last words
   */
  public void awaitReady(HttpClient http) throws IOException, InterruptedException {
    Path ready = data.resolve("run/node.json");
    long deadline = System.nanoTime() + START_PATIENCE.toNanos();
    while (!Files.exists(ready)) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new IOException(
            "le nœud " + member.code() + " ne démarre pas :\n" + String.join("\n", lastLines()));
      }
      Thread.sleep(20);
    }
    var run = JsonMapper.shared().readTree(Files.readString(ready));
    client =
        new NodeClient(
            http,
            URI.create(run.required("pages").stringValue()),
            run.required("token").stringValue());
  }

  /** The state it serves. */
  public Member member() {
    return member;
  }

  /**
   * Its API, as its local operator.
   *
   * @throws IllegalStateException before {@link #awaitReady}
   */
  public NodeClient client() {
    if (client == null) {
      throw new IllegalStateException("not ready: " + member.code());
    }
    return client;
  }

  /** Where a person opens it: the one-time administrator link that it printed, else its pages. */
  public String door() {
    Optional<String> link =
        lastLines().stream()
            .map(FIRST_ACCESS::matcher)
            .filter(found -> found.find())
            .map(found -> found.group())
            .findFirst();
    return link.orElseGet(() -> client().base().toString());
  }

  /** The process, for those who measure it. */
  public ProcessHandle process() {
    return process.toHandle();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException hurried) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private void readOutput() {
    try (var lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        synchronized (output) {
          if (output.size() == KEPT_LINES) {
            output.removeFirst();
          }
          output.addLast(line);
        }
      }
    } catch (IOException closed) {
      synchronized (output) {
        output.addLast(closed.toString());
      }
    }
  }

  /** The last lines that it printed, oldest first. */
  List<String> lastLines() {
    synchronized (output) {
      return List.copyOf(output);
    }
  }

  /** The command that runs this same program: same Java, same options, same jar. */
  private static List<String> thisProgram() {
    var command = new ArrayList<String>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    String classPath = System.getProperty("java.class.path");
    if (Path.of(classPath).endsWith("bouclier.jar")) {
      command.addAll(List.of("-jar", classPath));
    } else {
      command.addAll(List.of("-cp", classPath, "org.bouclier.node.Bouclier"));
    }
    return command;
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
