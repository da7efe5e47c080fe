package org.bouclier.node.site;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Somebody else's store that speaks S3, s3proxy, over a folder and in a Java of its own: it can be
 * killed and started again. Its class path is written by the build of {@code transfer}.
 */
final class ObjectStore implements AutoCloseable {

  private static final Path CLASS_PATH = Path.of("../transfer/target/s3proxy.classpath");

  private final Path settings;
  private final int port;
  private Process process;

  ObjectStore(Path folder) throws IOException, InterruptedException {
    Files.createDirectories(folder.resolve("buckets/journaux"));
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    settings =
        Files.writeString(
            folder.resolve("s3proxy.properties"),
            """
            s3proxy.endpoint=http://127.0.0.1:%d
            s3proxy.authorization=aws-v2-or-v4
            s3proxy.identity=somebody
            s3proxy.credential=her secret
            jclouds.provider=filesystem-nio2
            jclouds.filesystem.basedir=%s
            """
                .formatted(port, folder.resolve("buckets")));
    start();
  }

  Map<String, String> environment() {
    return Map.of(
        "AWS_ENDPOINT_URL",
        "http://127.0.0.1:" + port,
        "AWS_ACCESS_KEY_ID",
        "somebody",
        "AWS_SECRET_ACCESS_KEY",
        "her secret");
  }

  void start() throws IOException, InterruptedException {
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                Files.readString(CLASS_PATH).strip(),
                "org.gaul.s3proxy.Main",
                "--properties",
                settings.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.to(settings.resolveSibling("log").toFile()))
            .start();
    for (int i = 0; !answers(); i++) {
      if (i == 300 || !process.isAlive()) {
        throw new IOException(
            "s3proxy does not start: " + Files.readString(settings.resolveSibling("log")));
      }
      Thread.sleep(100);
    }
  }

  private boolean answers() {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  void kill() {
    process.destroyForcibly().onExit().orTimeout(30, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    kill();
  }
}
