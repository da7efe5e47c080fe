package org.bouclier.ledger.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process of its own that appends until it is killed, and says what was acknowledged. */
final class AppendingProcess {

  private static final PrintStream OUT =
      new PrintStream(new FileOutputStream(FileDescriptor.out), true, UTF_8);

  private AppendingProcess() {}

  /** Appends entries "entree i" to the log in {@code args[0]} with the key {@code args[1]}. */
  public static void main(String[] args) throws IOException {
    try (var log = TiledLog.open(Path.of(args[0]), NoteSigner.parse(args[1]))) {
      OUT.println("ouvert " + log.size());
      while (true) {
        var entries = new ArrayList<byte[]>();
        for (long i = log.size(); entries.size() <= log.size() % 7; i++) {
          entries.add(("entree " + i).getBytes(UTF_8));
        }
        long first = log.append(entries);
        OUT.println(first + entries.size());
      }
    } catch (LockedLogException locked) {
      OUT.println(locked.code());
    }
  }

  static Process start(Path directory, NoteSigner signer) throws IOException {
    var classes = Path.of(System.getProperty("basedir", "."), "target");
    var path =
        String.join(
            File.pathSeparator,
            classes.resolve("classes").toString(),
            classes.resolve("test-classes").toString(),
            System.getProperty("jdk.module.path", ""),
            System.getProperty("java.class.path", ""));
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new ProcessBuilder(
            List.of(
                java,
                "-Xshare:auto",
                "-cp",
                path,
                AppendingProcess.class.getName(),
                directory.toString(),
                signer.privateKey()))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  static BufferedReader output(Process process) {
    return new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
  }
}
