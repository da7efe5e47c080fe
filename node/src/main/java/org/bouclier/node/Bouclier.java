package org.bouclier.node;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.bouclier.node.command.Commands;

/**
 * Where everything starts. Decides what was asked before any framework is loaded: {@code bouclier
 * start} runs the node, the other verbs answer at once.
 */
public final class Bouclier {

  private Bouclier() {}

  /** Runs one verb and ends with its exit code. */
  public static void main(String[] arguments) {
    // French needs UTF-8 even where the terminal declares nothing (LANG=C under systemd, cron).
    var out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    var err =
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
    int code = new Commands(NodeApplication::start, out, err, Clock.systemUTC()).run(arguments);
    System.exit(code);
  }
}
