package org.bouclier.ledger.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Runs a Go program of the test resources, where Go is installed; skips aloud where it is not. */
public final class GoTool {

  private static final String GOPATH = "/usr/share/gocode"; // Debian's, of golang-*-dev packages

  private GoTool() {}

  /** Skips unless a package is in Debian's place for Go sources. */
  public static void assumePackage(String name, String debian) {
    Assumptions.assumeTrue(
        Files.isDirectory(Path.of(GOPATH, "src", name)),
        "SKIPPED: " + name + " is absent; apt install " + debian);
  }

  /** Skips unless Go is at least {@code 1.minor}. */
  public static void assumeVersion(int minor) throws InterruptedException {
    String version;
    try {
      version = run(List.of("go", "env", "GOVERSION")).strip();
    } catch (IOException absent) {
      version = "none";
    }
    boolean enough =
        version.startsWith("go1.") && Integer.parseInt(version.split("[.]", 3)[1]) >= minor;
    Assumptions.assumeTrue(enough, "SKIPPED: Go 1." + minor + " is needed, found " + version);
  }

  /** Runs {@code go run main.go arguments}; returns what it prints; fails if it fails. */
  public static String run(Path program, String... arguments)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("go", "run", program.toString()));
    command.addAll(List.of(arguments));
    return run(command);
  }

  private static String run(List<String> command) throws IOException, InterruptedException {
    var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("GO111MODULE", "off");
    builder.environment().put("GOPATH", GOPATH);
    builder.environment().put("GOTOOLCHAIN", "local");
    builder.environment().put("GOFLAGS", "");
    var process = builder.start();
    var output = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new AssertionError(command + " failed: " + output);
    }
    return output;
  }
}
